package org.godwit.api.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ErasureRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.deletion.ConfirmDeletions;
import org.godwit.deletion.DeletionPermit;
import org.godwit.deletion.Erase;
import org.godwit.deletion.TombstoneReplicas;
import org.godwit.deletion.Unerase;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// What is to be deleted, and how far that is.
final class DeletionResource implements Resource {
    private static final String ERASURE = "/godwit/v1/dids/{scope}/{name}/erasure";
    private static final String RSE = "/godwit/v1/rses/{rse}";

    private final Backend backend;

    DeletionResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/erasures", this::erasures),
                Route.post(ERASURE, Access.OWNER, this::erase),
                Route.delete(ERASURE, Access.OWNER, this::unerase),
                Route.post(RSE + "/tombstones", Access.ADMIN, this::tombstone),
                Route.get(RSE + "/deletions", this::deletions),
                Route.post(RSE + "/deletions/confirm", Access.ADMIN, this::confirm),
                Route.post("/godwit/v1/deletion-permit", Access.ADMIN, this::permit));
    }

    private Answer erasures(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    try (Cursor<Long, ErasureRow> rows = view.scanAll(Tables.ERASURES)) {
                        while (rows.hasNext()) {
                            Map.Entry<Long, ErasureRow> row = rows.next();
                            sink.row(erasure(Dids.name(view, row.getKey()), row.getValue()));
                        }
                    }
                });
    }

    private static ObjectNode erasure(Did did, ErasureRow row) {
        ObjectNode json =
                Json.object()
                        .put("scope", did.scope())
                        .put("name", did.name())
                        .put("files", row.files())
                        .put("bytes", row.bytes());
        Json.time(json, "erased_at", Optional.of(row.erasedAt()));
        Json.time(json, "goes_at", Optional.of(row.due()));
        return json;
    }

    private Answer erase(Call call) {
        Did did = DidJson.of(call);
        JsonInput body = call.body("in_seconds", "yes_delete");
        Optional<Long> confirmed = body.optionalNumber("yes_delete");
        ErasureRow row =
                backend.decide(
                        Scopes.permit(backend, call.caller(), Set.of(did.scope())),
                        new Erase(
                                did,
                                call.caller().account(),
                                body.optionalNumber("in_seconds").map(Duration::ofSeconds),
                                confirmed.isPresent()
                                        ? OptionalLong.of(confirmed.get())
                                        : OptionalLong.empty()));
        return Answer.ok(erasure(did, row));
    }

    private Answer unerase(Call call) {
        Did did = DidJson.of(call);
        ErasureRow row =
                backend.decide(
                        Scopes.permit(backend, call.caller(), Set.of(did.scope())),
                        new Unerase(did));
        return Answer.ok(erasure(did, row));
    }

    private Answer tombstone(Call call) {
        JsonInput body = call.body("files", "now");
        List<Did> files = body.objects("files", "scope", "name").stream().map(DidJson::of).toList();
        int given =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new TombstoneReplicas(
                                call.path("rse"), files, body.optionalFlag("now").orElse(false)));
        return Answer.ok(Json.object().put("replicas", given));
    }

    /// In the order in which they are looked at next.
    private Answer deletions(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int rse = Rses.id(view, call.path("rse"));
                    try (Cursor<TombstoneKey, Present> rows =
                            view.scan(
                                    Tables.DELETION_QUEUE,
                                    TombstoneKey.first(rse),
                                    TombstoneKey.first(rse + 1))) {
                        while (rows.hasNext()) {
                            sink.row(
                                    deletion(
                                            view, new ReplicaKey(rows.next().getKey().did(), rse)));
                        }
                    }
                });
    }

    private static ObjectNode deletion(CatalogView view, ReplicaKey key) {
        DeletionRow row = view.get(Tables.DELETIONS, key).orElseThrow();
        Did did = Dids.name(view, key.did());
        ObjectNode json =
                Json.object()
                        .put("scope", did.scope())
                        .put("name", did.name())
                        .put("bytes", Dids.row(view, key.did()).bytes())
                        .put("state", row.agent().isPresent() ? "ORDERED" : "RESERVED")
                        .put("failures", row.failures())
                        .put("reason", row.reason());
        Json.text(json, "agent", row.agent());
        Json.time(json, "since", Optional.of(row.since()));
        Json.time(json, "next_look_at", Optional.of(row.due()));
        return json;
    }

    private Answer confirm(Call call) {
        long files = call.body("files").number("files");
        backend.decide(
                Authorizer.admin(call.caller()), new ConfirmDeletions(call.path("rse"), files));
        return Answer.ok(Json.object().put("files", files));
    }

    private Answer permit(Call call) {
        call.body();
        boolean news = backend.decide(Authorizer.admin(call.caller()), new DeletionPermit.Give());
        return Answer.ok(Json.object().put("changed", news));
    }
}
