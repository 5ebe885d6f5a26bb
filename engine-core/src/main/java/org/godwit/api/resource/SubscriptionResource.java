package org.godwit.api.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.model.SubscriptionState;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.subscription.ReevaluateSubscription;
import org.godwit.rule.subscription.SetSubscription;
import org.godwit.rule.subscription.Subscriptions;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// Subscriptions: rules for data that is still to come.
final class SubscriptionResource implements Resource {
    private static final String ALL = "/godwit/v1/subscriptions";
    private static final String ONE = ALL + "/{account}/{name}";
    private static final int LIFETIME_SECONDS_MAX = 2_000_000_000;

    private final Backend backend;

    SubscriptionResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(ALL, this::list).withQuery("account"),
                Route.get(ONE, this::show),
                Route.post(ONE, Access.OWNER, call -> set(call, true)),
                Route.put(ONE, Access.OWNER, call -> set(call, false)),
                Route.post(ONE + "/preview", Access.OWNER, this::preview),
                Route.post(ONE + "/reevaluate", Access.OWNER, this::reevaluate));
    }

    private Answer list(Call call) {
        Optional<String> account = call.query("account");
        return Rows.of(
                backend,
                (view, sink) -> {
                    Optional<Integer> owner = account.map(name -> Accounts.id(view, name));
                    Subscriptions.all(view).stream()
                            .filter(row ->
                                    owner.filter(id -> id != row.getValue().account()).isEmpty())
                            .forEach(row -> sink.row(json(view, row.getKey(), row.getValue())));
                });
    }

    private Answer show(Call call) {
        return Answer.ok(backend.read(view -> one(view, call)));
    }

    private static ObjectNode one(CatalogView view, Call call) {
        long id = Subscriptions.id(view, call.path("account"), call.path("name"));
        return json(view, id, Subscriptions.row(view, id));
    }

    private static ObjectNode json(CatalogView view, long id, SubscriptionRow row) {
        ObjectNode json =
                Json.object()
                        .put("id", id)
                        .put("name", row.name())
                        .put("account", Accounts.row(view, row.account()).name())
                        .put("state", row.state().name());
        ObjectNode filter = Json.object();
        row.filter().forEach((key, values) -> filter.set(key, Json.texts(values.stream())));
        json.set("filter", filter);
        json.set("rules", Json.texts(row.rules().stream()));
        Json.text(json, "comment", row.comment());
        Json.text(json, "error", row.error());
        Json.time(json, "expires_at", row.expiresAt());
        json.put("matched", row.matched()).put("reevaluating", row.reevaluating().isPresent());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        Json.time(json, "updated_at", Optional.of(row.updatedAt()));
        return json;
    }

    private Answer set(Call call, boolean add) {
        JsonInput body = call.body("filter", "rules", "comment", "lifetime", "state");
        Optional<SubscriptionState> state = body.optional("state", SubscriptionState.class);
        state.filter(s -> s != SubscriptionState.ACTIVE && s != SubscriptionState.INACTIVE)
                .ifPresent(s -> {
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT,
                            "a subscription cannot be made " + s + ": give ACTIVE or INACTIVE");
                });
        backend.decide(
                Authorizer.onBehalfOf(call.caller(), call.path("account")),
                new SetSubscription(
                        call.path("account"),
                        call.path("name"),
                        add,
                        filter(body),
                        body.has("rules") ? Optional.of(body.texts("rules")) : Optional.empty(),
                        body.optionalText("comment"),
                        body.optionalInt("lifetime", 1, LIFETIME_SECONDS_MAX)
                                .map(Duration::ofSeconds),
                        state));
        ObjectNode json = backend.read(view -> one(view, call));
        return add ? Answer.created(json) : Answer.ok(json);
    }

    private static Optional<Map<String, List<String>>> filter(JsonInput body) {
        return body.has("filter") ? Optional.of(body.textLists("filter")) : Optional.empty();
    }

    private Answer preview(Call call) {
        Optional<Map<String, List<String>>> given = filter(call.body("filter"));
        return Answer.ok(
                backend.read(view -> {
                    Optional<Long> known =
                            given.isPresent()
                                    ? Optional.empty()
                                    : Optional.of(
                                            Subscriptions.id(
                                                    view, call.path("account"), call.path("name")));
                    Map<String, List<String>> filter =
                            given.orElseGet(
                                    () -> Subscriptions.row(view, known.orElseThrow()).filter());
                    Subscriptions.Preview found = Subscriptions.preview(view, filter, known);
                    ObjectNode json =
                            Json.object()
                                    .put("matched", found.matched())
                                    .put("complete", found.complete());
                    json.set(
                            "dids",
                            Json.texts(
                                    found.dids().stream()
                                            .map(id -> Dids.name(view, id).toString())));
                    return json;
                }));
    }

    private Answer reevaluate(Call call) {
        backend.decide(
                Authorizer.onBehalfOf(call.caller(), call.path("account")),
                new ReevaluateSubscription(call.path("account"), call.path("name")));
        return Answer.ok(backend.read(view -> one(view, call)));
    }
}
