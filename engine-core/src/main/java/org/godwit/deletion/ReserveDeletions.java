package org.godwit.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DeletionGuardRow;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.message.FromAgent;
import org.godwit.model.ReplicaState;
import org.godwit.topology.Rses;

/// Sets apart replicas of one RSE that are to be deleted: those that are to be purged at once, then
/// those out of use longest, until the RSE's goals are met. Not set apart are the last good copy of
/// a file that is wanted, a bad one where there is no good one, a copy that a transfer reads, and
/// more than the guard allows in an hour.
///
/// @param space as the RSE's agents last told it
/// @param after where the last look ended that found nothing more; absent to begin at the oldest
public record ReserveDeletions(
        int rse, Optional<FromAgent.Space> space, Optional<TombstoneKey> after)
        implements Command<ReserveDeletions.Reserved> {
    /// Set apart by one decision.
    static final int FILES_MAX = 1_000;

    /// Tombstones looked at by one decision.
    private static final int LOOKED_MAX = 2_000;

    /// Being deleted at one RSE at a time.
    static final int UNDER_WAY_MAX = 5_000;

    /// The guard counts by the hour.
    static final Duration GUARD_WINDOW = Duration.ofHours(1);

    /// What was set apart.
    ///
    /// @param resumeAt where to go on; absent when all tombstones were looked at, or enough was
    ///   found
    /// @param held whether the guard keeps more from going
    public record Reserved(int files, long bytes, Optional<TombstoneKey> resumeAt, boolean held) {}

    @Override
    public Reserved decide(Context context) {
        RseRow row = Rses.row(context.tx(), rse);
        if (!row.deletable() || !DeletionPermit.isGiven(context)) {
            return new Reserved(0, 0, Optional.empty(), false);
        }
        long needed = SpaceGoals.bytesNeeded(context.tx(), rse, row, space);
        DeletionGuardRow guard = DeletionGuard.of(context, rse);
        long underWay = count(context, CounterKey.rseReplicas(rse, ReplicaState.BEING_DELETED));
        long room = Math.min(FILES_MAX, UNDER_WAY_MAX - underWay);
        Round round = new Round(context, needed, Math.min(room, guard.room()));
        round.run();
        boolean held = round.stopped && guard.room() < room;
        if (round.files > 0 || held != guard.held()) {
            context.tx().put(Tables.DELETION_GUARDS, rse, guard.with(round.files, held));
        }
        return new Reserved(round.files, round.bytes, round.resumeAt, held);
    }

    private static long count(Context context, CounterKey counter) {
        return context.tx().get(Tables.COUNTERS, counter).orElse(Count.ZERO).items();
    }

    /// One pass over the tombstones.
    private final class Round {
        private final Context context;
        private final long needed;
        private final long room;
        private int files;
        private long bytes;
        private boolean stopped;
        private Optional<TombstoneKey> resumeAt = Optional.empty();

        Round(Context context, long needed, long room) {
            this.context = context;
            this.needed = needed;
            this.room = room;
        }

        void run() {
            for (TombstoneKey key : candidates()) {
                boolean purge = key.time().equals(Instant.EPOCH);
                if (!purge && bytes >= needed) {
                    resumeAt = Optional.empty();
                    return;
                }
                if (files >= room) {
                    stopped = true;
                    resumeAt = Optional.of(key);
                    return;
                }
                reserve(key, purge);
            }
        }

        private List<TombstoneKey> candidates() {
            TombstoneKey from = after.orElse(new TombstoneKey(rse, Instant.EPOCH, 0));
            Instant end = needed > 0 ? context.now().plusMillis(1) : Instant.EPOCH.plusMillis(1);
            List<TombstoneKey> found = new ArrayList<>();
            try (Cursor<TombstoneKey, Present> rows =
                    context.tx().scan(Tables.TOMBSTONES, from, new TombstoneKey(rse, end, 0))) {
                while (found.size() < LOOKED_MAX && rows.hasNext()) {
                    found.add(rows.next().getKey());
                }
                resumeAt = rows.hasNext() ? Optional.of(rows.next().getKey()) : Optional.empty();
            }
            return found;
        }

        private void reserve(TombstoneKey tombstone, boolean purge) {
            ReplicaKey key = new ReplicaKey(tombstone.did(), rse);
            ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
            boolean good = replica.state() == ReplicaState.AVAILABLE;
            if (mayGo(key)) {
                context.tx().put(Tables.REPLICAS, key, replica.beingDeleted(context.index()));
                context.tx()
                        .put(
                                Tables.DELETIONS,
                                key,
                                DeletionRow.reserved(context.index(), good, purge, context.now()));
                files++;
                bytes += replica.bytes();
            }
        }

        /// A bad copy needs a good one beside it too: it may have been doubted in error while the
        /// last other one was on its way out.
        private boolean mayGo(ReplicaKey key) {
            return Locks.on(context.tx(), key.did(), rse).isEmpty()
                    && !GoodCopies.isBeingRead(context.tx(), key.did(), rse)
                    && (!GoodCopies.isWanted(context.tx(), key.did())
                            || !GoodCopies.others(context.tx(), key.did(), rse).isEmpty());
        }
    }
}
