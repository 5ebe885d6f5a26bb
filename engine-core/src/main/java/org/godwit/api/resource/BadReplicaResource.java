package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.BadState;
import org.godwit.model.Did;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;
import org.godwit.transfer.DeclareBad;
import tools.jackson.databind.node.ObjectNode;

/// Replicas whose bytes are doubted.
final class BadReplicaResource implements Resource {
    private final Backend backend;

    BadReplicaResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/rses/{rse}/bad-replicas", Access.OWNER, this::declare),
                Route.get("/godwit/v1/bad-replicas", this::list).withQuery("rse", "state"));
    }

    private Answer declare(Call call) {
        JsonInput body = call.body("dids", "suspicious", "reason");
        List<Did> files = new ArrayList<>();
        Set<String> scopes = new HashSet<>();
        for (JsonInput item : body.objects("dids", "scope", "name")) {
            Did did = DidJson.of(item);
            files.add(did);
            scopes.add(did.scope());
        }
        Permit permit = Scopes.permit(backend, call.caller(), scopes);
        List<BadState> states =
                backend.decide(
                        permit,
                        new DeclareBad(
                                call.path("rse"),
                                files,
                                body.optionalFlag("suspicious").orElse(false),
                                body.text("reason"),
                                call.caller().account()));
        ObjectNode json = Json.object();
        json.set(
                "states",
                Json.array(states.stream().map(state -> Json.object().put("state", word(state)))));
        return Answer.ok(json);
    }

    private Answer list(Call call) {
        Optional<String> rse = call.query("rse");
        Optional<BadState> state = call.query("state", BadState.class);
        return Rows.of(
                backend,
                (view, sink) -> {
                    Optional<Integer> only = rse.map(name -> Rses.id(view, name));
                    Rows.each(
                            view.scanAll(Tables.BAD_REPLICAS),
                            sink,
                            (key, row) ->
                                    only.map(id -> id == key.rse()).orElse(true)
                                                    && state.map(row.state()::equals).orElse(true)
                                            ? Optional.of(json(view, key, row))
                                            : Optional.empty());
                });
    }

    private static ObjectNode json(CatalogView view, ReplicaKey key, BadReplicaRow row) {
        Did file = Dids.name(view, key.did());
        ObjectNode json =
                Json.object()
                        .put("scope", file.scope())
                        .put("name", file.name())
                        .put("rse", Rses.row(view, key.rse()).name())
                        .put("state", word(row.state()))
                        .put("reason", row.reason())
                        .put("account", Accounts.row(view, row.account()).name())
                        .put("suspicions", row.suspicions().size());
        Json.time(json, "since", Optional.of(row.since()));
        return json;
    }

    private static String word(BadState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
