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

/// Forgets the oldest events, a bounded number at a time. Answers when there are more to forget: in
/// the past if there are now.
public record TrimOutbox() implements Command<Optional<Instant>> {
    /// How long an event can be read.
    public static final Duration KEPT = Duration.ofDays(7);

    /// Most events kept, however young: some 200 bytes each.
    public static final long EVENTS_MAX = 2_000_000;

    /// How often their number is looked at.
    private static final Duration EVERY = Duration.ofMinutes(10);

    private static final int EVENTS_AT_ONCE = 1_000;

    @Override
    public Optional<Instant> decide(Context context) {
        long surplus =
                context.tx().get(Tables.COUNTERS, CounterKey.events()).orElse(Count.ZERO).items()
                        - EVENTS_MAX;
        Instant end = context.now().minus(KEPT);
        List<Long> old = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        try (Cursor<Long, EventRow> events = context.tx().scanAll(Tables.EVENTS)) {
            while (events.hasNext() && next.isEmpty()) {
                Map.Entry<Long, EventRow> event = events.next();
                boolean keep = old.size() >= surplus && !event.getValue().time().isBefore(end);
                if (keep || old.size() == EVENTS_AT_ONCE) {
                    next = Optional.of(event.getValue().time().plus(KEPT));
                } else {
                    old.add(event.getKey());
                }
            }
        }
        old.forEach(id -> context.tx().delete(Tables.EVENTS, id));
        if (!old.isEmpty()) {
            context.tx().put(Tables.SEQUENCES, Sequences.EVENTS_FORGOTTEN, old.getLast());
        }
        boolean more = old.size() == EVENTS_AT_ONCE;
        Instant look = more ? context.now() : context.now().plus(EVERY);
        return next.map(time -> time.isBefore(look) ? time : look);
    }
}
