package org.godwit.relocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.deletion.GoodCopies;
import org.godwit.lock.Locks;
import org.godwit.model.BadState;
import org.godwit.model.DrainState;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.topology.Rses;
import org.godwit.transfer.BadReplicas;
import org.godwit.transfer.LockMoves;

/// Takes RSEs that are being decommissioned a step further. What no rule keeps there may be deleted
/// from now on, by the reaper and its rules; where the storage is lost, what was kept there counts
/// as lost and what is not kept is forgotten. An RSE of which nothing is left is out of use.
/// Repeating it does no harm; how far it is stands in the catalogue.
public record SweepDrains() implements Command<SweepDrains.Progress> {
    /// How far it is.
    public enum Progress {
        /// There is more to do now.
        MORE,
        /// There is more to do once copies have moved or were deleted.
        WAITS,
        DONE
    }

    /// Replicas that are looked at in one decision.
    private static final int REPLICAS_MAX = 500;

    @Override
    public Progress decide(Context context) {
        Progress progress = Progress.DONE;
        for (Map.Entry<Integer, DrainRow> drain : decommissioning(context)) {
            Progress one = new Sweep(context, drain.getKey(), drain.getValue()).run();
            progress = one.compareTo(progress) < 0 ? one : progress;
        }
        return progress;
    }

    private static List<Map.Entry<Integer, DrainRow>> decommissioning(Context context) {
        List<Map.Entry<Integer, DrainRow>> found = new ArrayList<>();
        try (Cursor<Integer, DrainRow> rows = context.tx().scanAll(Tables.DRAINS)) {
            while (rows.hasNext()) {
                Map.Entry<Integer, DrainRow> row = rows.next();
                if (row.getValue().state() == DrainState.DECOMMISSIONING) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    /// One step at one RSE.
    private static final class Sweep {
        private final Context context;
        private final int rse;
        private final DrainRow drain;

        Sweep(Context context, int rse, DrainRow drain) {
            this.context = context;
            this.rse = rse;
            this.drain = drain;
        }

        Progress run() {
            if (BeginDrain.held(context.tx(), rse).items() == 0) {
                end();
                return Progress.DONE;
            }
            if (drain.swept() < Long.MAX_VALUE) {
                pass();
                return Progress.MORE;
            }
            return drain.storageGone() && forget(unwanted()) ? Progress.MORE : Progress.WAITS;
        }

        private void end() {
            context.tx().put(Tables.DRAINS, rse, drain.in(DrainState.DECOMMISSIONED));
            context.tx()
                    .put(
                            Tables.RSES,
                            rse,
                            Rses.row(context.tx(), rse).withAvailability(false, false, false));
            context.effect(new Effect.TopologyChanged());
        }

        /// The one pass over all replicas.
        private void pass() {
            List<Long> files = new ArrayList<>();
            boolean more;
            try (Cursor<RseDidKey, ReplicaState> rows =
                    context.tx()
                            .scan(
                                    Tables.REPLICAS_BY_RSE,
                                    new RseDidKey(rse, drain.swept() + 1),
                                    new RseDidKey(rse, Long.MAX_VALUE))) {
                while (rows.hasNext() && files.size() < REPLICAS_MAX) {
                    files.add(rows.next().getKey().did());
                }
                more = rows.hasNext();
            }
            for (long did : files) {
                ReplicaKey key = new ReplicaKey(did, rse);
                if (drain.storageGone()) {
                    lose(key);
                } else {
                    release(key);
                }
            }
            context.tx()
                    .put(
                            Tables.DRAINS,
                            rse,
                            drain.sweptTo(more ? files.getLast() : Long.MAX_VALUE));
            context.effect(new Effect.DeletionsReady());
        }

        /// Lets a replica go that no rule keeps.
        private void release(ReplicaKey key) {
            ReplicaRow replica = replica(key);
            boolean onItsWay =
                    replica.state() == ReplicaState.COPYING
                            || replica.state() == ReplicaState.BEING_DELETED;
            boolean goes = replica.tombstone().filter(t -> !t.isAfter(context.now())).isPresent();
            if (!onItsWay && !goes && Locks.on(context.tx(), key.did(), rse).isEmpty()) {
                context.tx()
                        .put(
                                Tables.REPLICAS,
                                key,
                                replica.withTombstone(Optional.of(context.now())));
            }
        }

        /// Takes a replica for lost.
        private void lose(ReplicaKey key) {
            replaced(key);
            if (Locks.on(context.tx(), key.did(), rse).isEmpty()) {
                forget(key);
                return;
            }
            ReplicaRow replica = replica(key);
            if (replica.state() == ReplicaState.COPYING
                    || replica.state() == ReplicaState.BEING_DELETED
                    || replica.state() == ReplicaState.BAD) {
                return; // its locks say so already
            }
            String lost = "the storage of " + Rses.row(context.tx(), rse).name() + " is lost";
            if (GoodCopies.others(context.tx(), key.did(), rse).isEmpty()) {
                BadState _ = BadReplicas.declare(context, key, lost, drain.account());
                return;
            }
            context.tx().put(Tables.REPLICAS, key, replica.withState(ReplicaState.BAD));
            List<LockKey> _ =
                    Locks.setAll(
                            context,
                            key.did(),
                            rse,
                            LockState.STUCK,
                            Optional.of(lost + "; the copy is made at another RSE"));
        }

        /// Gives back locks that wait for others to take their place: there is nothing to keep.
        private void replaced(ReplicaKey key) {
            for (Map.Entry<LockKey, LockRow> lock : Locks.on(context.tx(), key.did(), rse)) {
                for (LockKey other : replacements(lock.getKey())) {
                    context.tx().delete(Tables.LOCK_MOVES, other);
                    LockMoves.unlock(context, lock.getKey(), false);
                    Locks.settle(context, lock.getKey().rule(), Optional.empty());
                }
            }
        }

        private List<LockKey> replacements(LockKey lock) {
            List<LockKey> found = new ArrayList<>();
            try (Cursor<LockKey, Integer> moves =
                    context.tx()
                            .scan(
                                    Tables.LOCK_MOVES,
                                    new LockKey(lock.did(), 0, lock.rule()),
                                    new LockKey(lock.did() + 1, 0, lock.rule()))) {
                while (moves.hasNext() && found.isEmpty()) {
                    Map.Entry<LockKey, Integer> move = moves.next();
                    if (move.getKey().rule().equals(lock.rule())
                            && move.getKey().did() == lock.did()
                            && move.getValue() == rse) {
                        found.add(move.getKey());
                    }
                }
            }
            return found;
        }

        private List<Long> unwanted() {
            List<Long> files = new ArrayList<>();
            try (Cursor<TombstoneKey, Present> rows =
                    context.tx()
                            .scan(
                                    Tables.TOMBSTONES,
                                    new TombstoneKey(rse, java.time.Instant.EPOCH, 0),
                                    new TombstoneKey(rse + 1, java.time.Instant.EPOCH, 0))) {
                while (rows.hasNext() && files.size() < REPLICAS_MAX) {
                    files.add(rows.next().getKey().did());
                }
            }
            return files;
        }

        private boolean forget(List<Long> files) {
            files.forEach(did -> forget(new ReplicaKey(did, rse)));
            return !files.isEmpty();
        }

        /// Removes a replica that no rule keeps from the catalogue. The last one of a file that is
        /// wanted is kept in mind as lost.
        private void forget(ReplicaKey key) {
            boolean lost =
                    GoodCopies.isWanted(context.tx(), key.did())
                            && GoodCopies.others(context.tx(), key.did(), rse).isEmpty();
            Optional<BadReplicaRow> known = context.tx().get(Tables.BAD_REPLICAS, key);
            if (lost && known.filter(row -> row.state() == BadState.LOST).isEmpty()) {
                context.tx()
                        .put(
                                Tables.BAD_REPLICAS,
                                key,
                                new BadReplicaRow(
                                        BadState.LOST,
                                        "the storage of "
                                                + Rses.row(context.tx(), rse).name()
                                                + " is lost, and no other good copy is known",
                                        drain.account(),
                                        context.now(),
                                        List.of()));
            } else if (!lost && known.isPresent()) {
                context.tx().delete(Tables.BAD_REPLICAS, key);
            }
            if (context.tx().get(Tables.DELETIONS, key).isPresent()) {
                context.tx().delete(Tables.DELETIONS, key);
            }
            context.tx().delete(Tables.REPLICAS, key);
        }

        private ReplicaRow replica(ReplicaKey key) {
            return context.tx().get(Tables.REPLICAS, key).orElseThrow();
        }
    }
}
