package org.godwit.api.resource;

import java.util.List;
import java.util.Optional;
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
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AccountType;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.AddAccount;
import org.godwit.namespace.GrantIdentity;
import tools.jackson.databind.node.ObjectNode;

/// Accounts and what proves to be one.
final class AccountResource implements Resource {
    private final Backend backend;

    AccountResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/accounts", this::list),
                Route.get("/godwit/v1/accounts/{account}", this::show),
                Route.post("/godwit/v1/accounts/{account}", Access.ADMIN, this::add),
                Route.post(
                        "/godwit/v1/accounts/{account}/identities", Access.ADMIN, this::identify));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.values(view.scanAll(Tables.ACCOUNTS), sink, AccountResource::json));
    }

    private Answer show(Call call) {
        return Answer.ok(backend.read(view -> account(view, call.path("account"))));
    }

    private static ObjectNode account(CatalogView view, String name) {
        return json(Accounts.row(view, Accounts.id(view, name)));
    }

    private static ObjectNode json(AccountRow row) {
        ObjectNode json =
                Json.object()
                        .put("account", row.name())
                        .put("type", row.type().name())
                        .put("admin", row.admin());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        return json;
    }

    private Answer add(Call call) {
        JsonInput body = call.body("type", "admin");
        String name = call.path("account");
        backend.decide(
                Authorizer.admin(call.caller()),
                new AddAccount(
                        name,
                        body.optional("type", AccountType.class).orElse(AccountType.USER),
                        body.optionalFlag("admin").orElse(false)));
        return Answer.created(backend.read(view -> account(view, name)));
    }

    private Answer identify(Call call) {
        String identity =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new GrantIdentity(call.body("x509").text("x509"), call.path("account")));
        return Answer.created(Json.object().put("identity", identity));
    }
}
