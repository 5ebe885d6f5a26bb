package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.topology.StoragePath;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Permit;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.namespace.Dids;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Where files are.
final class ReplicaResource implements Resource {
    private final Backend backend;

    ReplicaResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/replicas", Access.OWNER, this::declare),
                Route.get("/godwit/v1/dids/{scope}/{name}/replicas", this::ofDid),
                Route.get("/godwit/v1/rses/{rse}/replicas", this::atRse));
    }

    /// A path that does not follow from the name may be anybody's file, which the replica would
    /// make readable: that is for administrators.
    private Answer declare(Call call) {
        JsonInput body = call.body("rse", "replicas");
        List<NewReplica> replicas = new ArrayList<>();
        Set<String> scopes = new HashSet<>();
        boolean anyPath = false;
        for (JsonInput item :
                body.objects("replicas", "scope", "name", "bytes", "adler32", "path")) {
            NewReplica replica =
                    new NewReplica(
                            DidJson.of(item),
                            item.number("bytes"),
                            Adler32.parse(item.text("adler32")),
                            item.optionalText("path"));
            replicas.add(replica);
            scopes.add(replica.file().scope());
            anyPath |= replica.path().isPresent();
        }
        Permit permit =
                anyPath
                        ? Authorizer.admin(call.caller())
                        : Scopes.permit(backend, call.caller(), scopes);
        int declared =
                backend.decide(
                                permit,
                                new AddReplicas(
                                        body.text("rse"), replicas, call.caller().account()))
                        .size();
        return Answer.created(Json.object().put("replicas", declared));
    }

    private Answer ofDid(Call call) {
        var did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    Places places = new Places(view);
                    FileWalk.files(
                            view, Dids.id(view, did), file -> sink.row(places.replicas(file)));
                });
    }

    private Answer atRse(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int rse = Rses.id(view, call.path("rse"));
                    Rows.each(
                            view.scan(
                                    Tables.REPLICAS_BY_RSE,
                                    new RseDidKey(rse, 0),
                                    new RseDidKey(rse + 1, 0)),
                            sink,
                            (key, _) ->
                                    view.get(Tables.REPLICAS, new ReplicaKey(key.did(), rse))
                                            .map(row -> replica(view, key.did(), row)));
                });
    }

    private static ObjectNode replica(CatalogView view, long did, ReplicaRow row) {
        ObjectNode json =
                DidJson.file(view, Dids.row(view, did))
                        .put("state", row.state().name())
                        .put("path", StoragePath.of(view, did, row));
        Json.time(json, "tombstone", row.tombstone());
        return json;
    }

    /// Replicas file by file, with the RSEs' names kept.
    private static final class Places {
        private final CatalogView view;
        private final Map<Integer, RseRow> rses = new HashMap<>();
        private final Map<Integer, String> sites = new HashMap<>();

        Places(CatalogView view) {
            this.view = view;
        }

        ObjectNode replicas(long file) {
            ObjectNode places = Json.object();
            try (Cursor<ReplicaKey, ReplicaRow> rows =
                    view.scan(
                            Tables.REPLICAS,
                            new ReplicaKey(file, 0),
                            new ReplicaKey(file + 1, 0))) {
                rows.forEachRemaining(replica -> {
                    RseRow rse =
                            rses.computeIfAbsent(replica.getKey().rse(), id -> Rses.row(view, id));
                    places.set(
                            rse.name(),
                            Json.object()
                                    .put("state", replica.getValue().state().name())
                                    .put("path", StoragePath.of(view, file, replica.getValue()))
                                    .put("site", site(rse.site())));
                });
            }
            ObjectNode json = DidJson.file(view, Dids.row(view, file));
            json.set("rses", places);
            return json;
        }

        private String site(int id) {
            return sites.computeIfAbsent(id, key -> Rses.site(view, key).name());
        }
    }
}
