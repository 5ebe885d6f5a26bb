package org.godwit.api.resource;

import java.util.List;
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
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.AddScope;
import org.godwit.namespace.Dids;
import tools.jackson.databind.node.ObjectNode;

/// Scopes and their owners.
final class ScopeResource implements Resource {
    private final Backend backend;

    ScopeResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/scopes", this::list),
                Route.post("/godwit/v1/scopes/{scope}", Access.ADMIN, this::add));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.values(view.scanAll(Tables.SCOPES), sink, row -> json(view, row)));
    }

    private static ObjectNode json(CatalogView view, ScopeRow row) {
        ObjectNode json =
                Json.object()
                        .put("scope", row.name())
                        .put("account", Accounts.row(view, row.account()).name());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        return json;
    }

    private Answer add(Call call) {
        String scope = call.path("scope");
        String owner = call.body("account").optionalText("account").orElse(call.caller().account());
        backend.decide(Authorizer.admin(call.caller()), new AddScope(scope, owner));
        return Answer.created(
                backend.read(view ->
                        json(
                                view,
                                view.get(Tables.SCOPES, Dids.scopeId(view, scope)).orElseThrow())));
    }
}
