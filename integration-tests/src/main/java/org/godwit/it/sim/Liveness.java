package org.godwit.it.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.DidType;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.topology.RseMatch;
import org.godwit.topology.StoragePath;

/// What must hold after the calm hours.
///
/// - L1 every rule has its locks: for each file below its DID as many as it has copies, on RSEs
///   that its expression matches, and on no other file; each lock is OK unless no good copy of the
///   file is left to copy from, and a rule all of whose locks are OK is OK;
/// - L2 no ended rule is left;
/// - L3 every scan has ended, and registered every file below its path.
final class Liveness {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private final World world;
    private final CatalogView view;

    Liveness(World world) {
        this.world = world;
        this.view = world.engines().catalog().latest();
    }

    /// Whether all of it holds already.
    boolean holds() {
        try {
            check();
            return true;
        } catch (Violation notYet) {
            return false;
        }
    }

    void check() {
        try (Cursor<RuleId, RuleRow> rules = view.scanAll(Tables.RULES)) {
            while (rules.hasNext()) {
                Map.Entry<RuleId, RuleRow> rule = rules.next();
                check(rule.getKey(), rule.getValue());
            }
        }
        try (Cursor<Long, ScanRow> scans = view.scanAll(Tables.SCANS)) {
            while (scans.hasNext()) {
                checkScan(scans.next().getValue());
            }
        }
    }

    private void checkScan(ScanRow scan) {
        String rse = view.get(Tables.RSES, scan.rse()).orElseThrow().name();
        int there = world.disk(rse).below(scan.path()).size();
        boolean all = world.options().reaping() ? scan.files() >= there : scan.files() == there;
        if (scan.endedAt().isEmpty() || !all) {
            throw new Violation(
                    "L3",
                    "%d files are below %s of %s: %s".formatted(there, scan.path(), rse, scan));
        }
    }

    private void check(RuleId id, RuleRow rule) {
        if (rule.ended(world.engines().now())) {
            throw new Violation("L2", "rule " + id + " has ended and is still there");
        }
        Set<Long> files = new TreeSet<>();
        filesBelow(rule.did(), files);
        Set<Integer> allowed = new HashSet<>(allowedRses(rule));
        boolean hopeful = true;
        for (long file : files) {
            hopeful &= checkFile(id, rule, file, allowed);
        }
        checkNoOther(id, files);
        if (hopeful && rule.state() != RuleState.OK) {
            throw new Violation("L1", "rule " + id + " is " + rule.state() + ": " + rule);
        }
    }

    private List<Integer> allowedRses(RuleRow rule) {
        return List.of(rule.expression().split("\\+")).stream()
                .flatMap(term -> RseMatch.ids(view, term).stream())
                .toList();
    }

    /// Answers whether all locks of the rule on the file are OK.
    private boolean checkFile(RuleId id, RuleRow rule, long file, Set<Integer> allowed) {
        int locks = 0;
        boolean ok = true;
        Set<Integer> leaving = leaving(id, file);
        try (Cursor<LockKey, LockRow> rows =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(file, 0, FIRST_RULE),
                        new LockKey(file + 1, 0, FIRST_RULE))) {
            while (rows.hasNext()) {
                Map.Entry<LockKey, LockRow> lock = rows.next();
                if (!lock.getKey().rule().equals(id)) {
                    continue;
                }
                if (leaving.contains(lock.getKey().rse())) {
                    continue;
                }
                locks++;
                if (!allowed.contains(lock.getKey().rse())) {
                    throw new Violation("L1", lock.getKey() + " is not at " + rule.expression());
                }
                if (lock.getValue().state() != LockState.OK) {
                    ok = false;
                    checkHopeless(lock.getKey());
                }
            }
        }
        if (locks != rule.copies()) {
            throw new Violation(
                    "L1", "rule %s has %d locks on file %d: %s".formatted(id, locks, file, rule));
        }
        return ok;
    }

    /// The RSEs from which the rule moves the file: what is there stays until the new copy is.
    private Set<Integer> leaving(RuleId rule, long file) {
        Set<Integer> from = new HashSet<>();
        try (Cursor<LockKey, Integer> moves =
                view.scan(
                        Tables.LOCK_MOVES,
                        new LockKey(file, 0, FIRST_RULE),
                        new LockKey(file + 1, 0, FIRST_RULE))) {
            moves.forEachRemaining(move -> {
                if (move.getKey().rule().equals(rule)) {
                    from.add(move.getValue());
                }
            });
        }
        return from;
    }

    private void checkHopeless(LockKey lock) {
        try (Cursor<ReplicaKey, ReplicaRow> rows =
                view.scan(
                        Tables.REPLICAS,
                        new ReplicaKey(lock.did(), 0),
                        new ReplicaKey(lock.did() + 1, 0))) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                String rse = view.get(Tables.RSES, row.getKey().rse()).orElseThrow().name();
                String path = StoragePath.of(view, row.getKey().did(), row.getValue());
                if (row.getValue().state() == ReplicaState.AVAILABLE
                        && world.disk(rse).lookAt(path).equals(world.truth().at(path))) {
                    ReplicaKey key = new ReplicaKey(lock.did(), lock.rse());
                    throw new Violation(
                            "L1",
                            lock
                                    + " could be copied from "
                                    + rse
                                    + ", its request is "
                                    + view.get(Tables.REQUESTS, key)
                                            .map(RequestRow::toString)
                                            .orElse("missing")
                                    + ", its replica "
                                    + view.get(Tables.REPLICAS, key)
                                    + ", declared bad "
                                    + view.get(Tables.BAD_REPLICAS, key));
                }
            }
        }
    }

    private void checkNoOther(RuleId id, Set<Long> files) {
        try (Cursor<LockKey, LockRow> rows = view.scanAll(Tables.LOCKS)) {
            while (rows.hasNext()) {
                LockKey lock = rows.next().getKey();
                if (lock.rule().equals(id) && !files.contains(lock.did())) {
                    throw new Violation("L1", lock + " is on a file that the rule does not reach");
                }
            }
        }
    }

    private void filesBelow(long did, Set<Long> files) {
        if (view.get(Tables.DIDS, did).orElseThrow().type() == DidType.FILE) {
            files.add(did);
            return;
        }
        try (Cursor<ContentKey, ContentRow> rows =
                view.scan(Tables.CONTENTS, new ContentKey(did, 0), new ContentKey(did + 1, 0))) {
            while (rows.hasNext()) {
                filesBelow(rows.next().getKey().child(), files);
            }
        }
    }
}
