package org.godwit.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Looks again for sources of requests that had none, after RSEs or links have changed: one that
/// could not be read may be open again. Answers the place in the queue to go on behind, if there
/// are more.
///
/// @param after the place reached so far; absent to begin
public record FindSources(Optional<QueueKey> after) implements Command<Optional<QueueKey>> {
    /// Most requests of one decision.
    private static final int REQUESTS_MAX = 500;

    @Override
    public Optional<QueueKey> decide(Context context) {
        List<QueueKey> waiting = new ArrayList<>();
        boolean more;
        try (Cursor<QueueKey, Long> queue =
                context.tx().scan(Tables.REQUEST_QUEUE, after.orElse(first(0)), first(1))) {
            while (queue.hasNext() && waiting.size() < REQUESTS_MAX) {
                QueueKey place = queue.next().getKey();
                if (!after.equals(Optional.of(place))) {
                    waiting.add(place);
                }
            }
            more = queue.hasNext();
        }
        for (QueueKey place : waiting) {
            ReplicaKey key = new ReplicaKey(place.did(), place.rse());
            Requests.enqueue(context, key, context.tx().get(Tables.REQUESTS, key).orElseThrow());
        }
        return more ? Optional.of(waiting.getLast()) : Optional.empty();
    }

    /// The first place in the queues of a source site; requests without a source are under site 0.
    private static QueueKey first(int source) {
        return new QueueKey(source, 0, "", Integer.MAX_VALUE, Instant.EPOCH, 0, 0);
    }
}
