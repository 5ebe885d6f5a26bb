package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeReplicaKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
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
        // What waits is what has failed: far less than a large rule has locks.
        try (Cursor<TimeReplicaKey, Present> timers = context.tx().scanAll(Tables.REQUEST_TIMERS)) {
            while (waiting.size() < REQUESTS_MAX && timers.hasNext()) {
                TimeReplicaKey timer = timers.next().getKey();
                if (isWanted(context, timer)) {
                    waiting.add(new ReplicaKey(timer.did(), timer.rse()));
                }
            }
        }
        for (ReplicaKey key : waiting) {
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            Requests.enqueue(context, key, request);
        }
        return waiting.size();
    }

    private boolean isWanted(Context context, TimeReplicaKey timer) {
        LockKey lock = new LockKey(timer.did(), timer.rse(), rule);
        return context.tx().get(Tables.LOCKS, lock).isPresent();
    }
}
