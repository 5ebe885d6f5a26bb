package org.godwit.api.resource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.api.web.RowSink;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.EventIds;
import org.godwit.model.EventType;
import org.godwit.model.Names;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// The outbox: what happened, in order, to be read on from where one was.
final class EventResource implements Resource {
    private static final long LIMIT_MAX = 100_000;
    private static final long WAIT_SECONDS_MAX = 300;

    /// How soon somebody who waits sees an event.
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Backend backend;
    private final EngineClock clock;

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
        return Answer.ok(
                backend.read(view -> Json.object().put("id", EventIds.behind(view.index()))));
    }

    /// All that is there behind a number; if that is nothing, it waits for the first.
    private Answer list(Call call) {
        Wanted wanted =
                new Wanted(
                        call.queryNumber("after", 0, Long.MAX_VALUE).orElse(0L),
                        call.query("type").map(EventResource::type),
                        call.queryNumber("limit", 1, LIMIT_MAX).orElse(LIMIT_MAX));
        Duration wait =
                Duration.ofSeconds(call.queryNumber("wait", 0, WAIT_SECONDS_MAX).orElse(0L));
        return new Answer.Rows(sink -> write(wanted, wait, sink));
    }

    private record Wanted(long after, Optional<EventType> type, long limit) {}

    private static EventType type(String word) {
        return Arrays.stream(EventType.values())
                .filter(type -> type.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.INVALID_INPUT,
                                "type is \""
                                        + Names.printable(word)
                                        + "\": give one of "
                                        + Arrays.stream(EventType.values())
                                                .map(EventType::word)
                                                .collect(Collectors.joining(", "))));
    }

    private void write(Wanted wanted, Duration wait, RowSink sink) {
        long end = clock.nanoTime() + wait.toNanos();
        long from = wanted.after();
        while (true) {
            try (Snapshot view = backend.snapshot()) {
                requireKept(view, wanted.after());
                if (write(view, from, wanted, sink) || clock.nanoTime() - end >= 0) {
                    return;
                }
                from = Math.max(from, EventIds.behind(view.index()));
            }
            try {
                clock.sleep(LOOK_EVERY);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Who has been away for too long must know that something is missing.
    private static void requireKept(CatalogView view, long after) {
        long forgotten = view.get(Tables.SEQUENCES, Sequences.EVENTS_FORGOTTEN).orElse(0L);
        if (after != 0 && after < forgotten) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "events up to "
                            + forgotten
                            + " are forgotten: look at things as they are, then begin at after="
                            + forgotten);
        }
    }

    /// Whether there was anything.
    private static boolean write(CatalogView view, long after, Wanted wanted, RowSink sink) {
        long left = wanted.limit();
        try (Cursor<Long, EventRow> events = view.scan(Tables.EVENTS, after + 1, Long.MAX_VALUE)) {
            while (left > 0 && events.hasNext()) {
                Map.Entry<Long, EventRow> event = events.next();
                EventRow row = event.getValue();
                if (wanted.type().isEmpty() || wanted.type().get() == row.type()) {
                    sink.row(json(event.getKey(), row));
                    left--;
                }
            }
        }
        return left < wanted.limit();
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
