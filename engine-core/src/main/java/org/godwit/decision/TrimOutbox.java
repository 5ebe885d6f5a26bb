package org.godwit.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;

/// Forgets the oldest events, a bounded number at a time, and remembers how far that is. Answers
/// when there is something to do again: now if there are more to forget.
///
/// @param kept how long an event can be read
/// @param most events that are kept, however young
public record TrimOutbox(Duration kept, long most) implements Command<Optional<Instant>> {
    /// What a server keeps: a week, and at some 200 bytes each no more than 400 MB.
    public static final TrimOutbox STANDARD = new TrimOutbox(Duration.ofDays(7), 2_000_000);

    /// How often their number is looked at.
    private static final Duration EVERY = Duration.ofMinutes(10);

    private static final int EVENTS_AT_ONCE = 1_000;

    @Override
    public Optional<Instant> decide(Context context) {
        long surplus =
                context.tx().get(Tables.COUNTERS, CounterKey.events()).orElse(Count.ZERO).items()
                        - most;
        Instant end = context.now().minus(kept);
        List<Long> old = new ArrayList<>();
        Instant look = context.now().plus(EVERY);
        // From where it ended last: what was removed before that is costly to pass over.
        long from = Outbox.forgotten(context.tx()) + 1;
        try (Cursor<Long, EventRow> events =
                context.tx().scan(Tables.EVENTS, from, Long.MAX_VALUE)) {
            while (events.hasNext()) {
                Map.Entry<Long, EventRow> event = events.next();
                Instant time = event.getValue().time();
                if (old.size() >= surplus && !time.isBefore(end)) {
                    look = earlier(look, time.plus(kept));
                    break;
                }
                if (old.size() == EVENTS_AT_ONCE) {
                    look = context.now();
                    break;
                }
                old.add(event.getKey());
            }
        }
        if (!old.isEmpty()) {
            old.forEach(id -> context.tx().delete(Tables.EVENTS, id));
            context.tx().put(Tables.SEQUENCES, Sequences.EVENTS_FORGOTTEN, old.getLast());
        }
        return Optional.of(look);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
