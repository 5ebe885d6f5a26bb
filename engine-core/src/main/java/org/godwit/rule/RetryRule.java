package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.LockState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.transfer.Requests;

/// Tries a rule's failed transfers again now instead of when they are due, as Rucio's `boost_rule`
/// does for repair; to be repeated while the answer is [#REQUESTS_MAX]. Answers how many were put
/// back into their queues.
public record RetryRule(RuleId rule) implements Command<Integer> {
    /// Most requests of one decision.
    public static final int REQUESTS_MAX = 1_000;

    @Override
    public Integer decide(Context context) {
        Rules.row(context.tx(), rule);
        List<ReplicaKey> waiting = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(rule, 0, 0),
                                new RuleLockKey(rule, Long.MAX_VALUE, 0))) {
            while (waiting.size() < REQUESTS_MAX && locks.hasNext()) {
                var lock = locks.next();
                ReplicaKey key = new ReplicaKey(lock.getKey().did(), lock.getKey().rse());
                if (lock.getValue() != LockState.OK && waits(context, key)) {
                    waiting.add(key);
                }
            }
        }
        for (ReplicaKey key : waiting) {
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            Requests.enqueue(context, key, request);
        }
        return waiting.size();
    }

    private static boolean waits(Context context, ReplicaKey key) {
        return context.tx()
                .get(Tables.REQUESTS, key)
                .filter(request -> request.state() == RequestState.WAITING)
                .isPresent();
    }
}
