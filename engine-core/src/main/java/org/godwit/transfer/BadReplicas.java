package org.godwit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.BadState;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;

/// Replicas whose bytes are doubted, inside decisions:
///
/// ```
/// SUSPICIOUS ─often enough, and there is another copy─▶ bad
/// bad ─▶ RECOVERING (locked, another copy is good) ─▶ RECOVERED
///     ─▶ LOST (locked, no other copy) ─another copy appears─▶ RECOVERING
///     ─▶ BAD (not locked)
/// ```
///
/// What is recovered is copied again to the same place: the agent there looks first, takes the file
/// as it is if it is good after all, and else puts it aside. So wrong declarations cost reading a
/// file, never its content.
public final class BadReplicas {
    /// Declarations within [#SUSPICIOUS_WITHIN] after which a suspicious replica counts as bad.
    public static final int SUSPICIOUS_MAX = 3;

    /// How long a suspicion counts.
    public static final Duration SUSPICIOUS_WITHIN = Duration.ofDays(1);

    /// The activity under which good copies are made in the place of bad ones, as in Rucio.
    public static final String RECOVERY = "Recovery";

    private static final int REASON_CHARS_MAX = 500;

    private BadReplicas() {}

    /// Takes note of a doubt about an available replica. Often enough, and if there is another copy
    /// to recover it from, it counts as bad.
    public static BadState suspect(Context context, ReplicaKey key, String reason, int account) {
        Optional<BadReplicaRow> known = context.tx().get(Tables.BAD_REPLICAS, key);
        if (!isAvailable(context.tx(), key)) {
            return known.map(BadReplicaRow::state).orElse(BadState.SUSPICIOUS);
        }
        Instant oldest = context.now().minus(SUSPICIOUS_WITHIN);
        List<Instant> times = new ArrayList<>();
        known.ifPresent(row ->
                row.suspicions().stream().filter(time -> time.isAfter(oldest)).forEach(times::add));
        times.add(context.now());
        List<Instant> kept =
                times.subList(Math.max(0, times.size() - SUSPICIOUS_MAX), times.size());
        put(context, key, BadState.SUSPICIOUS, reason, account, kept);
        return kept.size() >= SUSPICIOUS_MAX && hasOtherCopy(context.tx(), key)
                ? declare(context, key, reason, account)
                : BadState.SUSPICIOUS;
    }

    /// Declares a replica bad. One that is on its way, or declared already, stays as it is.
    public static BadState declare(Context context, ReplicaKey key, String reason, int account) {
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        Optional<BadReplicaRow> known = context.tx().get(Tables.BAD_REPLICAS, key);
        boolean usable =
                switch (replica.state()) {
                    case AVAILABLE, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> true;
                    case COPYING, BEING_DELETED, BAD -> false;
                };
        if (!usable) {
            return known.map(BadReplicaRow::state).orElse(BadState.BAD);
        }
        context.tx().put(Tables.REPLICAS, key, replica.withState(ReplicaState.BAD));
        BadState state =
                Locks.on(context.tx(), key.did(), key.rse()).isEmpty()
                        ? BadState.BAD
                        : recoverOrReport(context, key, replica.bytes());
        if (state == BadState.BAD && !hasOtherCopy(context.tx(), key)) {
            state = BadState.LOST;
        }
        put(context, key, state, reason, account, List.of());
        tell(context, key, state, reason);
        return state;
    }

    private static void tell(Context context, ReplicaKey key, BadState state, String reason) {
        Did file = Dids.name(context.tx(), key.did());
        Map<String, String> facts =
                Map.of(
                        "scope", file.scope(),
                        "name", file.name(),
                        "rse", Rses.row(context.tx(), key.rse()).name(),
                        "state", state.name(),
                        "reason", shortened(reason));
        context.tell(EventType.REPLICA_BAD, facts);
        if (state == BadState.LOST) {
            context.tell(EventType.FILE_LOST, facts);
        }
    }

    private static BadState recoverOrReport(Context context, ReplicaKey key, long bytes) {
        if (hasOtherCopy(context.tx(), key)) {
            recover(context, key, bytes);
            return BadState.RECOVERING;
        }
        String lost =
                "the last good copy of %s, at %s, is declared bad: add a good one with `godwit replica add`"
                        .formatted(
                                Dids.name(context.tx(), key.did()),
                                Rses.row(context.tx(), key.rse()).name());
        Locks.setAll(context, key.did(), key.rse(), LockState.STUCK, Optional.of(lost));
        return BadState.LOST;
    }

    /// Has the replica made once more, for the rules that lock it.
    private static void recover(Context context, ReplicaKey key, long bytes) {
        FileCopies file = FileCopies.of(context.tx(), key.did(), bytes);
        for (Map.Entry<LockKey, LockRow> lock : Locks.on(context.tx(), key.did(), key.rse())) {
            RuleId id = lock.getKey().rule();
            RuleRow rule = context.tx().get(Tables.RULES, id).orElseThrow();
            new Copying(context, id, rule.recovering(RECOVERY)).want(file, key.rse());
            file = FileCopies.of(context.tx(), key.did(), bytes);
        }
        Locks.setAll(context, key.did(), key.rse(), LockState.REPLICATING, Optional.empty());
    }

    /// A replica is good, whoever says so; and its file's lost ones can be recovered from it.
    public static void becameAvailable(Context context, ReplicaKey key) {
        context.tx()
                .get(Tables.BAD_REPLICAS, key)
                .filter(row -> row.state() != BadState.SUSPICIOUS)
                .ifPresent(row ->
                        context.tx()
                                .put(
                                        Tables.BAD_REPLICAS,
                                        key,
                                        row.in(BadState.RECOVERED, context.now())));
        for (Map.Entry<ReplicaKey, BadReplicaRow> bad : ofFile(context.tx(), key.did())) {
            if (bad.getValue().state() == BadState.LOST) {
                found(context, bad.getKey(), bad.getValue());
            }
        }
    }

    /// A lost file has a good copy again. Where it was lost with the storage of an RSE, there is
    /// nothing left to recover.
    private static void found(Context context, ReplicaKey lost, BadReplicaRow row) {
        Optional<ReplicaRow> replica = context.tx().get(Tables.REPLICAS, lost);
        if (replica.isEmpty()) {
            context.tx().delete(Tables.BAD_REPLICAS, lost);
        } else if (!Locks.on(context.tx(), lost.did(), lost.rse()).isEmpty()) {
            recover(context, lost, replica.get().bytes());
            context.tx().put(Tables.BAD_REPLICAS, lost, row.in(BadState.RECOVERING, context.now()));
        }
    }

    /// Whether a replica that nobody wants any more was to take the place of a bad one, whose file
    /// still lies there: then it is bad again instead of gone.
    static boolean givenUp(Context context, ReplicaKey key, ReplicaRow replica) {
        Optional<BadReplicaRow> known =
                context.tx().get(Tables.BAD_REPLICAS, key).filter(BadReplicas::isBad);
        known.ifPresent(row -> {
            context.tx()
                    .put(
                            Tables.REPLICAS,
                            key,
                            replica.withState(ReplicaState.BAD)
                                    .withTombstone(Optional.of(context.now())));
            context.tx().put(Tables.BAD_REPLICAS, key, row.in(BadState.BAD, context.now()));
        });
        return known.isPresent();
    }

    /// A replica and its file were removed: what was known against it says nothing of the next one.
    public static void gone(Context context, ReplicaKey key) {
        if (context.tx().get(Tables.BAD_REPLICAS, key).isPresent()) {
            context.tx().delete(Tables.BAD_REPLICAS, key);
        }
    }

    /// Whether an order is to put aside what lies at the file's name.
    public static boolean isReplaced(CatalogView view, ReplicaKey key) {
        return view.get(Tables.BAD_REPLICAS, key).filter(BadReplicas::isBad).isPresent();
    }

    /// Whether the file that lies there is declared bad, and not good again. A rule may want a
    /// replica that is BAD or LOST, which makes a request as for any other.
    private static boolean isBad(BadReplicaRow row) {
        return switch (row.state()) {
            case BAD, RECOVERING, LOST -> true;
            case SUSPICIOUS, RECOVERED -> false;
        };
    }

    private static List<Map.Entry<ReplicaKey, BadReplicaRow>> ofFile(CatalogView view, long did) {
        List<Map.Entry<ReplicaKey, BadReplicaRow>> rows = new ArrayList<>();
        try (Cursor<ReplicaKey, BadReplicaRow> bad =
                view.scan(
                        Tables.BAD_REPLICAS, new ReplicaKey(did, 0), new ReplicaKey(did + 1, 0))) {
            bad.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static boolean hasOtherCopy(CatalogView view, ReplicaKey key) {
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(
                        Tables.REPLICAS,
                        new ReplicaKey(key.did(), 0),
                        new ReplicaKey(key.did() + 1, 0))) {
            while (replicas.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> replica = replicas.next();
                if (replica.getKey().rse() != key.rse()
                        && replica.getValue().state() == ReplicaState.AVAILABLE) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isAvailable(CatalogView view, ReplicaKey key) {
        return view.get(Tables.REPLICAS, key)
                .filter(row -> row.state() == ReplicaState.AVAILABLE)
                .isPresent();
    }

    private static void put(
            Context context,
            ReplicaKey key,
            BadState state,
            String reason,
            int account,
            List<Instant> suspicions) {
        context.tx()
                .put(
                        Tables.BAD_REPLICAS,
                        key,
                        new BadReplicaRow(
                                state, shortened(reason), account, context.now(), suspicions));
    }

    private static String shortened(String reason) {
        return reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX));
    }
}
