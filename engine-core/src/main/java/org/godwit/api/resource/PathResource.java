package org.godwit.api.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Dids;
import org.godwit.registration.PathSearch;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import tools.jackson.databind.node.ObjectNode;

/// Which replicas lie at a place.
final class PathResource implements Resource {
    /// Places of one call.
    private static final int PLACES_MAX = 10_000;

    private final Backend backend;

    PathResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/godwit/v1/replicas/find", Access.ANY_ACCOUNT, this::find));
    }

    /// A place with nothing at it has no row.
    private Answer find(Call call) {
        JsonInput body = call.body("pfns", "rse");
        List<String> places = body.texts("pfns");
        if (places.isEmpty() || places.size() > PLACES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    places.size() + " places at a time: give 1 to " + PLACES_MAX);
        }
        Optional<String> only = body.optionalText("rse");
        return Rows.of(
                backend,
                (view, sink) -> {
                    List<Integer> rses =
                            only.map(name -> List.of(Rses.id(view, name)))
                                    .orElseGet(() ->
                                            Rses.all(view).stream()
                                                    .map(Map.Entry::getKey)
                                                    .toList());
                    PathSearch search = new PathSearch(view, rses);
                    for (String place : places) {
                        search.find(place).forEach(key -> sink.row(json(view, place, key)));
                    }
                });
    }

    private static ObjectNode json(CatalogView view, String place, ReplicaKey key) {
        ReplicaRow replica = view.get(Tables.REPLICAS, key).orElseThrow();
        return DidJson.name(Dids.name(view, key.did()))
                .put("pfn", place)
                .put("rse", Rses.row(view, key.rse()).name())
                .put("path", StoragePath.of(view, key.did(), replica))
                .put("state", replica.state().name());
    }
}
