package org.godwit.api.resource;

import java.util.List;
import java.util.Optional;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.ScrubRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.ReplicaState;
import org.godwit.topology.RseAttributes;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// How far RSEs' replicas have been read again.
final class ScrubResource implements Resource {
    private final Backend backend;

    ScrubResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/godwit/v1/rses/{rse}/scrub", this::show));
    }

    private Answer show(Call call) {
        return Answer.ok(backend.read(view -> json(view, call.path("rse"))));
    }

    private static ObjectNode json(CatalogView view, String name) {
        int rse = Rses.id(view, name);
        Count there =
                view.get(Tables.COUNTERS, CounterKey.rseReplicas(rse, ReplicaState.AVAILABLE))
                        .orElse(Count.ZERO);
        Optional<ScrubRow> row = view.get(Tables.SCRUBS, rse);
        ObjectNode json =
                Json.object()
                        .put("rse", name)
                        .put("bytes_per_second", RseAttributes.scrubRate(Rses.row(view, rse)))
                        .put("available_files", there.items())
                        .put("available_bytes", there.bytes())
                        .put("round", row.map(ScrubRow::round).orElse(0L))
                        .put("files", row.map(ScrubRow::files).orElse(0L))
                        .put("bytes", row.map(ScrubRow::bytes).orElse(0L))
                        .put("bad", row.map(ScrubRow::bad).orElse(0L))
                        .put("held", row.map(ScrubRow::held).orElse(""));
        Json.time(json, "begun_at", row.map(ScrubRow::begunAt));
        Json.time(json, "last_ended_at", row.flatMap(ScrubRow::endedAt));
        return json.put("last_files", row.map(ScrubRow::endedFiles).orElse(0L))
                .put("last_bad", row.map(ScrubRow::endedBad).orElse(0L));
    }
}
