package org.godwit.engine.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.audit.Comparison;
import org.godwit.audit.KnownFile;
import org.godwit.audit.PathOrder;
import org.godwit.audit.RecordFindings;
import org.godwit.audit.SeenFile;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.model.AuditKind;
import org.godwit.model.SettlementState;

/// Writes what a comparison finds into the catalogue, some hundred at a time. Not thread-safe, but
/// for [#found].
final class FindingsWriter implements Comparison.Sink {
    /// Findings kept of one audit; the rest is counted.
    static final int FINDINGS_MAX = 1_000_000;

    private final AuditPort port;
    private final long audit;
    private Map<AuditFindingKey, AuditFindingRow> batch = new HashMap<>();
    private final AtomicLong found = new AtomicLong();
    private long kept;

    FindingsWriter(AuditPort port, long audit) {
        this.port = port;
        this.audit = audit;
    }

    @Override
    public void lost(KnownFile replica) {
        take(
                replica.path(),
                replica.did(),
                row(AuditKind.LOST, replica.generation(), replica.bytes(), -1, Optional.empty()));
    }

    @Override
    public void dark(SeenFile file) {
        take(file.path(), 0, row(AuditKind.DARK, 0, 0, file.bytes(), file.modified()));
    }

    @Override
    public void wrongSize(KnownFile replica, SeenFile file) {
        take(
                replica.path(),
                replica.did(),
                row(
                        AuditKind.WRONG_SIZE,
                        replica.generation(),
                        replica.bytes(),
                        file.bytes(),
                        file.modified()));
    }

    private static AuditFindingRow row(
            AuditKind kind,
            long generation,
            long bytesKnown,
            long bytesFound,
            Optional<Instant> modified) {
        return new AuditFindingRow(
                kind, generation, bytesKnown, bytesFound, modified, SettlementState.OPEN, "");
    }

    private void take(byte[] path, long did, AuditFindingRow row) {
        found.incrementAndGet();
        if (kept == FINDINGS_MAX) {
            return;
        }
        kept++;
        batch.put(new AuditFindingKey(audit, PathOrder.path(path), did), row);
        if (batch.size() == RecordFindings.FINDINGS_MAX) {
            flush();
        }
    }

    /// Writes what is not written yet.
    void flush() {
        if (batch.isEmpty()) {
            return;
        }
        if (!port.call(new RecordFindings(audit, batch))) {
            throw new CancellationException();
        }
        batch = new HashMap<>();
    }

    /// How many differences there were so far.
    long found() {
        return found.get();
    }

    /// How many of them were counted and not kept.
    long untold() {
        return found.get() - kept;
    }
}
