package org.godwit.engine.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.audit.AuditRows;
import org.godwit.audit.ClearAudit;
import org.godwit.audit.Comparison;
import org.godwit.audit.Doubted;
import org.godwit.audit.DropFindings;
import org.godwit.audit.EndAudit;
import org.godwit.audit.RecordFindings;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.deletion.GoodCopies;
import org.godwit.message.FromAgent;
import org.godwit.model.AuditKind;
import org.godwit.model.ReplicaState;
import org.godwit.topology.StoragePath;

/// One audit: what the catalogue knew when it began, compared with the list of files, and what is
/// different compared with what the catalogue knows when the list has ended. Begun anew, it forgets
/// what it had found before.
final class AuditRun implements AuditWork {
    /// Audits of an RSE that are kept when another begins, beside that one.
    private static final int KEPT_PER_RSE = 3;

    private final AuditPort port;
    private final long audit;
    private final AuditRow row;
    private final Path scratch;
    private final FileList list;
    private final FindingsWriter findings;
    private volatile String doing = "reads the catalogue";
    private final AtomicLong known = new AtomicLong();
    private final AtomicLong listed = new AtomicLong();

    private AuditRun(
            AuditPort port, long audit, AuditRow row, Path scratch, Optional<DumpList> dump) {
        this.port = port;
        this.audit = audit;
        this.row = row;
        this.scratch = scratch;
        this.findings = new FindingsWriter(port, audit);
        this.list =
                dump.<FileList>map(given -> given)
                        .orElseGet(() -> new AgentList(port, audit, row.rse(), at -> doing = at));
    }

    /// One for which agents list.
    static AuditRun byAgents(AuditPort port, long audit, AuditRow row, Path scratch) {
        return new AuditRun(port, audit, row, scratch, Optional.empty());
    }

    /// One of a list that somebody gave.
    static AuditRun byDump(AuditPort port, long audit, AuditRow row, Path scratch, DumpList dump) {
        return new AuditRun(port, audit, row, scratch, Optional.of(dump));
    }

    @Override
    public AuditProgress progress() {
        return new AuditProgress(doing, known.get(), listed.get(), findings.found());
    }

    @Override
    public void take(FromAgent message) {
        if (message instanceof FromAgent.Listed part && list instanceof AgentList agents) {
            agents.take(part);
        }
    }

    @Override
    public void run() throws InterruptedException {
        forget();
        try (list;
                PathSorter sorter = new PathSorter(scratch, PathSorter.BUFFER_BYTES)) {
            long begun = read(sorter);
            Comparison comparison = new Comparison(KnownFiles.sorted(sorter), findings);
            doing = "compares";
            list.feed(file -> {
                comparison.see(file);
                listed.incrementAndGet();
            });
            comparison.end();
            findings.flush();
            confirm(begun, comparison.counted());
        }
    }

    /// Old audits of the RSE, and what an interrupted start of this one has found.
    private void forget() {
        while (port.call(new ClearAudit(audit, false))) {
            doing = "forgets what it had found";
        }
        List<Long> ended;
        try (Snapshot view = port.snapshot()) {
            ended =
                    AuditRows.all(view).stream()
                            .filter(other -> other.getValue().rse() == row.rse())
                            .filter(other -> !AuditRows.isOpen(other.getValue()))
                            .map(Map.Entry::getKey)
                            .toList();
        }
        for (long old : ended.subList(0, Math.max(0, ended.size() - KEPT_PER_RSE))) {
            while (port.call(new ClearAudit(old, true))) {
                doing = "forgets audit " + old;
            }
        }
    }

    /// Answers the change set whose state was read.
    private long read(PathSorter sorter) {
        doing = "reads the catalogue";
        try (Snapshot before = port.snapshot()) {
            KnownFiles.each(
                    before,
                    row.rse(),
                    (key, replica) -> {
                        KnownFiles.add(sorter, before, key, asOfTheList(replica));
                        known.incrementAndGet();
                    });
            return before.index();
        }
    }

    /// What was made after somebody made the list is not missed in it.
    private ReplicaRow asOfTheList(ReplicaRow replica) {
        Optional<Instant> made = row.dumpedAt();
        return made.isPresent() && !replica.createdAt().isBefore(made.get())
                ? replica.withState(ReplicaState.COPYING)
                : replica;
    }

    /// Drops what came or went while the list was made, and ends the audit.
    ///
    /// @param begun the change set whose state was compared with the list
    private void confirm(long begun, AuditTally counted) {
        doing = "confirms what it has found";
        try (Snapshot after = port.snapshot()) {
            Drops drops = new Drops();
            KnownFiles.each(
                    after,
                    row.rse(),
                    (key, replica) -> dropIfNew(after, begun, key, replica, drops));
            AuditTally tally = count(after, counted, drops);
            drops.flush();
            port.call(new EndAudit(audit, tally, after.index(), ""));
        }
    }

    private void dropIfNew(
            Snapshot after, long begun, ReplicaKey key, ReplicaRow replica, Drops drops) {
        if (replica.generation() > begun) {
            AuditFindingKey at =
                    new AuditFindingKey(audit, StoragePath.of(after, key.did(), replica), 0);
            after.get(Tables.AUDIT_FINDINGS, at).ifPresent(found -> drops.dark(at, found));
        }
    }

    private AuditTally count(Snapshot after, AuditTally counted, Drops drops) {
        AuditTally tally = counted;
        long lastCopies = 0;
        try (Cursor<AuditFindingKey, AuditFindingRow> rows = AuditRows.findings(after, audit, "")) {
            while (rows.hasNext()) {
                Map.Entry<AuditFindingKey, AuditFindingRow> next = rows.next();
                AuditFindingRow found = next.getValue();
                boolean dark = found.kind() == AuditKind.DARK;
                if (!dark && !Doubted.isAsFound(after, row.rse(), next.getKey(), found)) {
                    drops.add(next.getKey());
                    continue;
                }
                tally = Comparison.plus(tally, found.kind(), new Count(1, bytes(found)));
                if (!dark && GoodCopies.others(after, next.getKey().did(), row.rse()).isEmpty()) {
                    lastCopies++;
                }
            }
        }
        Count dark =
                new Count(
                        tally.dark().items() - drops.dark, tally.dark().bytes() - drops.darkBytes);
        return new AuditTally(
                tally.known(),
                tally.listed(),
                tally.lost(),
                dark,
                tally.wrongSize(),
                lastCopies,
                tally.unchecked(),
                tally.problems(),
                findings.untold());
    }

    private static long bytes(AuditFindingRow found) {
        return found.kind() == AuditKind.DARK
                ? Math.max(0, found.bytesFound())
                : found.bytesKnown();
    }

    /// Findings that turned out to be none, taken back some hundred at a time.
    private final class Drops {
        private final List<AuditFindingKey> keys = new ArrayList<>();
        private long dark;
        private long darkBytes;

        void dark(AuditFindingKey key, AuditFindingRow found) {
            dark++;
            darkBytes += bytes(found);
            add(key);
        }

        void add(AuditFindingKey key) {
            keys.add(key);
            if (keys.size() == RecordFindings.FINDINGS_MAX) {
                flush();
            }
        }

        void flush() {
            if (!keys.isEmpty()) {
                port.call(new DropFindings(keys));
                keys.clear();
            }
        }
    }
}
