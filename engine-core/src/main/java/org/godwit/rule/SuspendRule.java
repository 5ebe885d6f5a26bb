package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.lock.RuleStates;
import org.godwit.model.LockState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.transfer.Requests;

/// Has a rule rest, or marks it as stuck, as Rucio's states `suspended` and `stuck` do.
///
/// A suspended rule keeps its copies and its locks, but nothing more is copied for it alone, and
/// files attached meanwhile are planned when it is resumed. A stuck one has its unfinished locks
/// marked so; their transfers go on.
///
/// Works off a bounded number of locks; answers the place to go on behind, if there are more.
///
/// @param cancel whether transfers under way are taken back, so that they begin again in their turn
/// @param after the place reached so far; absent to begin
/// @param by who asks for it
public record SuspendRule(
        RuleId rule, How how, boolean cancel, Optional<RuleLockKey> after, String by)
        implements Command<Optional<RuleLockKey>> {
    /// Most locks of one decision.
    static final int LOCKS_MAX = 1_000;

    /// What becomes of the rule.
    public enum How {
        SUSPENDED,
        STUCK
    }

    @Override
    public Optional<RuleLockKey> decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (after.isEmpty()) {
            begin(context, row);
        }
        boolean all = how == How.SUSPENDED && !cancel;
        List<RuleLockKey> locks = all ? List.of() : unfinished(context);
        locks.forEach(lock -> stop(context, lock));
        if (locks.size() == LOCKS_MAX) {
            return Optional.of(locks.getLast());
        }
        if (how == How.STUCK && Rules.row(context.tx(), rule).state() == RuleState.REPLICATING) {
            RuleStates.set(
                    context,
                    rule,
                    Rules.row(context.tx(), rule),
                    RuleState.STUCK,
                    Optional.of("marked as stuck" + (by.isEmpty() ? "" : " by " + by)));
        }
        return Optional.empty();
    }

    private void begin(Context context, RuleRow row) {
        boolean able =
                switch (row.state()) {
                    case OK, REPLICATING, STUCK -> true;
                    case INJECT -> how == How.SUSPENDED;
                    case SUSPENDED -> cancel && how == How.SUSPENDED;
                    case WAITING_APPROVAL -> false;
                };
        if (!able || row.ended(context.now())) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule %s is %s and cannot become %s; `godwit rule show %s` says more"
                            .formatted(rule, row.state(), how, rule));
        }
        if (how == How.SUSPENDED) {
            RuleStates.set(context, rule, row, RuleState.SUSPENDED, Optional.empty());
        }
        RuleHistory.note(
                context,
                rule,
                Rules.row(context.tx(), rule),
                how == How.SUSPENDED ? RuleEvent.SUSPENDED : RuleEvent.CHANGED,
                by,
                how == How.SUSPENDED ? "" : "marked as stuck");
    }

    private List<RuleLockKey> unfinished(Context context) {
        List<RuleLockKey> found = new ArrayList<>();
        RuleLockKey from =
                after.map(last -> new RuleLockKey(rule, last.did(), last.rse() + 1))
                        .orElse(new RuleLockKey(rule, 0, 0));
        try (Cursor<RuleLockKey, LockState> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                from,
                                new RuleLockKey(rule, Long.MAX_VALUE, 0))) {
            while (found.size() < LOCKS_MAX && locks.hasNext()) {
                Map.Entry<RuleLockKey, LockState> lock = locks.next();
                if (lock.getValue() != LockState.OK) {
                    found.add(lock.getKey());
                }
            }
        }
        return found;
    }

    private void stop(Context context, RuleLockKey lock) {
        ReplicaKey key = new ReplicaKey(lock.did(), lock.rse());
        Optional<RequestRow> request = context.tx().get(Tables.REQUESTS, key);
        if (cancel && request.isPresent() && request.get().state() == RequestState.SUBMITTED) {
            Requests.takeBack(context, key, request.get());
        }
        if (how == How.STUCK) {
            LockKey lockKey = new LockKey(lock.did(), lock.rse(), rule);
            LockRow row = context.tx().get(Tables.LOCKS, lockKey).orElseThrow();
            context.tx()
                    .put(
                            Tables.LOCKS,
                            lockKey,
                            new LockRow(LockState.STUCK, row.bytes(), row.account()));
        }
    }
}
