package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Dids;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.topology.Rses;

/// Where files are.
final class ReplicaResource implements Resource {
    private final Backend backend;

    ReplicaResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/replicas", Access.OWNER, this::declare).once(),
                Route.post("/godwit/v1/replicas/list", Access.ANY_ACCOUNT, this::ofMany),
                Route.get("/godwit/v1/scopes/{scope}/replicas", this::inScope),
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
        return backend.answer(
                call,
                permit,
                new AddReplicas(body.text("rse"), replicas, call.caller().account()),
                declared -> new Answer.Json(201, Json.object().put("replicas", declared.size())));
    }

    private Answer ofDid(Call call) {
        var did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    try (ReplicaRows rows = new ReplicaRows(view, sink)) {
                        FileWalk.files(view, Dids.id(view, did), rows::file);
                    }
                });
    }

    /// In the order of the files' ids, so that those of a dataset are read one after the other.
    private Answer ofMany(Call call) {
        SortedSet<NameOf> names = new TreeSet<>();
        for (JsonInput item : call.body("dids").objects("dids", "scope", "name")) {
            Did did = DidJson.of(item);
            names.add(new NameOf(did.scope(), did.name()));
        }
        return Rows.of(
                backend,
                (view, sink) -> {
                    List<Long> ids = new ArrayList<>();
                    for (NameOf name : names) {
                        ids.add(Dids.id(view, new Did(name.scope(), name.name())));
                    }
                    ids.sort(null);
                    try (ReplicaRows rows = new ReplicaRows(view, sink)) {
                        ids.forEach(id -> FileWalk.files(view, id, rows::file));
                    }
                });
    }

    /// Sorts as the table of names does within a scope, nearly.
    private record NameOf(String scope, String name) implements Comparable<NameOf> {
        @Override
        public int compareTo(NameOf other) {
            int order = scope.compareTo(other.scope);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    private Answer atRse(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int rse = Rses.id(view, call.path("rse"));
                    try (ReplicaRows rows = new ReplicaRows(view, sink);
                            Cursor<RseDidKey, ReplicaState> there =
                                    view.scan(
                                            Tables.REPLICAS_BY_RSE,
                                            new RseDidKey(rse, 0),
                                            new RseDidKey(rse + 1, 0))) {
                        while (there.hasNext()) {
                            rows.replica(there.next().getKey().did(), rse);
                        }
                    }
                });
    }

    private Answer inScope(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int scope = Dids.scopeId(view, call.path("scope"));
                    try (ReplicaRows rows = new ReplicaRows(view, sink);
                            Cursor<NameKey, Long> names =
                                    view.scan(
                                            Tables.DID_BY_NAME,
                                            new NameKey(scope, ""),
                                            new NameKey(scope + 1, ""))) {
                        while (names.hasNext()) {
                            rows.fileIfAny(names.next().getValue());
                        }
                    }
                });
    }
}
