package org.godwit.api.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.topology.AddSite;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Sites.
final class SiteResource implements Resource {
    private final Backend backend;

    SiteResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/sites", this::list),
                Route.get("/godwit/v1/sites/{site}", this::show),
                Route.post("/godwit/v1/sites/{site}", Access.ADMIN, this::add));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    List<Map.Entry<Integer, RseRow>> rses = Rses.all(view);
                    Rows.each(
                            view.scanAll(Tables.SITES),
                            sink,
                            (id, row) -> Optional.of(json(id, row, rses)));
                });
    }

    private Answer show(Call call) {
        return Answer.ok(backend.read(view -> site(view, call.path("site"))));
    }

    private static ObjectNode site(CatalogView view, String name) {
        int id = Rses.siteId(view, name);
        return json(id, Rses.site(view, id), Rses.all(view));
    }

    private static ObjectNode json(int id, SiteRow row, List<Map.Entry<Integer, RseRow>> rses) {
        ObjectNode json = Json.object().put("site", row.name()).put("country", row.country());
        json.set(
                "rses",
                Json.texts(
                        rses.stream()
                                .map(Map.Entry::getValue)
                                .filter(rse -> rse.site() == id)
                                .map(RseRow::name)
                                .sorted()));
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        return json;
    }

    private Answer add(Call call) {
        String name = call.path("site");
        backend.decide(
                Authorizer.admin(call.caller()),
                new AddSite(name, call.body("country").optionalText("country").orElse("")));
        return Answer.created(backend.read(view -> site(view, name)));
    }
}
