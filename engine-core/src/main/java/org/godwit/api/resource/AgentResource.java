package org.godwit.api.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Agents, as they presented themselves and as they were last heard of.
final class AgentResource implements Resource {
    private final Backend backend;

    AgentResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/godwit/v1/agents", this::list));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    Map<String, Long> live = backend.fleet().live();
                    Rows.values(view.scanAll(Tables.AGENTS), sink, row -> json(view, row, live));
                });
    }

    private ObjectNode json(CatalogView view, AgentRow row, Map<String, Long> live) {
        boolean alive = live.getOrDefault(row.name(), -1L) == row.incarnation();
        ObjectNode json =
                Json.object()
                        .put("agent", row.name())
                        .put("site", Rses.site(view, row.site()).name());
        json.set(
                "rses",
                Json.texts(
                        row.rses().stream()
                                .map(id -> Rses.row(view, id))
                                .map(RseRow::name)
                                .sorted()));
        json.put("host", row.host())
                .put("port", row.port())
                .put("incarnation", row.incarnation())
                .put("state", alive ? "alive" : "lost");
        Json.time(json, "since", Optional.of(row.since()));
        Optional<Duration> silence = backend.fleet().silence(row.name());
        silence.ifPresentOrElse(
                time -> json.put("last_heard_seconds", time.toMillis() / 1000.0),
                () -> json.putNull("last_heard_seconds"));
        return json;
    }
}
