package org.godwit.transfer;

import java.util.Optional;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;

/// Locks that take the place of others of their rule and file, inside decisions. A copy is given
/// back only when its replacement is there.
public final class LockMoves {
    private LockMoves() {}

    /// Has a lock, whose replica is not there yet, take the place of that at another RSE.
    public static void begin(Context context, LockKey lock, int from) {
        context.tx().put(Tables.LOCK_MOVES, lock, from);
    }

    /// The RSE that will be left for a lock, if it takes the place of another.
    public static Optional<Integer> left(Context context, LockKey lock) {
        return context.tx().get(Tables.LOCK_MOVES, lock);
    }

    /// A lock takes nothing's place any more.
    public static void callOff(Context context, LockKey lock) {
        context.tx().delete(Tables.LOCK_MOVES, lock);
    }

    /// The replica of a lock is there: the lock whose place it takes is given back.
    static void finish(Context context, LockKey lock) {
        Optional<Integer> from = left(context, lock);
        if (from.isEmpty()) {
            return;
        }
        context.tx().delete(Tables.LOCK_MOVES, lock);
        boolean purge =
                context.tx()
                        .get(Tables.RULES, lock.rule())
                        .filter(RuleRow::purgeReplicas)
                        .isPresent();
        LockKey old = new LockKey(lock.did(), from.get(), lock.rule());
        if (context.tx().get(Tables.LOCKS, old).isPresent()) {
            unlock(context, old, purge);
        }
        Locks.settle(context, lock.rule(), Optional.empty());
        context.effect(new Effect.LocksToMove());
    }

    /// Removes a rule's lock and what only it wanted. Where another was to take its place, that one
    /// must go as well or be finished.
    ///
    /// @param purge whether its replica may go at once
    public static void unlock(Context context, LockKey lock, boolean purge) {
        context.tx().delete(Tables.LOCKS, lock);
        context.tx().delete(Tables.LOCK_MOVES, lock);
        Requests.unwanted(context, lock.did(), lock.rse(), purge);
    }
}
