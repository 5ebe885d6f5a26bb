package org.godwit.api.resource;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.api.web.RowSink;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.EventRow;
import org.godwit.decision.Outbox;
import org.godwit.model.EventType;
import org.godwit.model.Names;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// The outbox: what happened, in order, to be read on from where one was.
final class EventResource implements Resource {
    private static final long LIMIT_MAX = 100_000;

    /// Shorter than a connection may be silent.
    private static final long WAIT_SECONDS_MAX = 20;

    /// Calls that wait at a time: they must leave room for others.
    private static final int WAITING_MAX = 100;

    /// How soon somebody who waits sees an event.
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Backend backend;
    private final EngineClock clock;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);

    EventResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/events", this::list)
                        .withQuery("after", "type", "limit", "wait"),
                Route.get("/godwit/v1/events/last", this::last));
    }

    /// A number from which on nothing has happened yet.
    private Answer last(Call call) {
        return Answer.ok(backend.read(view -> Json.object().put("id", Outbox.last(view))));
    }

    /// All that is there behind a number; if that is nothing, it waits for the first.
    private Answer list(Call call) {
        long after = call.queryNumber("after", 0, Long.MAX_VALUE).orElse(0L);
        Set<EventType> types = call.query("type").map(EventResource::types).orElse(ALL);
        long limit = call.queryNumber("limit", 1, LIMIT_MAX).orElse(LIMIT_MAX);
        Duration wait =
                Duration.ofSeconds(call.queryNumber("wait", 0, WAIT_SECONDS_MAX).orElse(0L));
        long from = await(after, types, wait);
        return new Answer.Rows(sink -> {
            try (Snapshot view = backend.snapshot();
                    Cursor<Long, EventRow> events = Outbox.after(view, from)) {
                write(events, types, limit, sink);
            }
        });
    }

    private static final Set<EventType> ALL = EnumSet.allOf(EventType.class);

    private static Set<EventType> types(String words) {
        return Arrays.stream(words.split(",", -1))
                .map(EventResource::type)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
    }

    private static EventType type(String word) {
        return ALL.stream()
                .filter(type -> type.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.INVALID_INPUT,
                                "type is \""
                                        + Names.printable(word)
                                        + "\": give one or more of "
                                        + ALL.stream()
                                                .map(EventType::word)
                                                .collect(Collectors.joining(", "))));
    }

    /// Waits until there is something; answers a number from which on to look. What is refused is
    /// refused here, before anything is sent.
    private long await(long after, Set<EventType> types, Duration wait) {
        long end = clock.nanoTime() + wait.toNanos();
        OptionalLong nothing = nothingUpTo(after, types);
        if (nothing.isEmpty() || wait.isZero()) {
            return after;
        }
        if (!waiting.tryAcquire()) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    "too many calls wait for events; try again in a moment, or without wait");
        }
        long from = after;
        try {
            while (nothing.isPresent() && clock.nanoTime() - end < 0) {
                clock.sleep(LOOK_EVERY);
                from = nothing.getAsLong();
                nothing = nothingUpTo(from, types);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.release();
        }
        return from;
    }

    /// A number up to which nothing is wanted; empty if something is.
    private OptionalLong nothingUpTo(long from, Set<EventType> types) {
        try (Snapshot view = backend.snapshot();
                Cursor<Long, EventRow> events = Outbox.after(view, from)) {
            while (events.hasNext()) {
                if (types.contains(events.next().getValue().type())) {
                    return OptionalLong.empty();
                }
            }
            return OptionalLong.of(Outbox.last(view));
        }
    }

    private static void write(
            Cursor<Long, EventRow> events, Set<EventType> types, long limit, RowSink sink) {
        long left = limit;
        while (left > 0 && events.hasNext()) {
            Map.Entry<Long, EventRow> event = events.next();
            if (types.contains(event.getValue().type())) {
                sink.row(json(event.getKey(), event.getValue()));
                left--;
            }
        }
    }

    private static ObjectNode json(long id, EventRow row) {
        ObjectNode json =
                Json.object()
                        .put("id", id)
                        .put("event_type", row.type().word())
                        .put("created_at", row.time().toString());
        ObjectNode facts = Json.object();
        new TreeMap<>(row.facts()).forEach(facts::put);
        json.set("payload", facts);
        return json;
    }
}
