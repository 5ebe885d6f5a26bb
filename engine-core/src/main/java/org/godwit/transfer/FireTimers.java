package org.godwit.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeReplicaKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Puts requests whose next attempt is due back into their queues, from the source that has failed
/// them least. Answers when the next is due, at once if the bound was reached.
public record FireTimers() implements Command<Optional<Instant>> {
    /// Most requests of one decision.
    private static final int REQUESTS_MAX = 500;

    @Override
    public Optional<Instant> decide(Context context) {
        List<ReplicaKey> due = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        try (Cursor<TimeReplicaKey, Present> timers = context.tx().scanAll(Tables.REQUEST_TIMERS)) {
            while (timers.hasNext() && next.isEmpty()) {
                TimeReplicaKey timer = timers.next().getKey();
                if (timer.time().isAfter(context.now()) || due.size() >= REQUESTS_MAX) {
                    next = Optional.of(timer.time());
                } else {
                    due.add(new ReplicaKey(timer.did(), timer.rse()));
                }
            }
        }
        for (ReplicaKey key : due) {
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            Requests.enqueue(context, key, request);
        }
        return next;
    }
}
