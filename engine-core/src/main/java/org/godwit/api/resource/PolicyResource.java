package org.godwit.api.resource;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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
import org.godwit.catalog.schema.PolicyRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.rule.policy.ApplyPolicies;
import org.godwit.rule.policy.Policy;
import org.godwit.rule.policy.PolicyChange;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// Policies: rules declared in files.
final class PolicyResource implements Resource {
    private final Backend backend;
    private final EngineClock clock;

    PolicyResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/policies", this::list),
                Route.post("/godwit/v1/policies", Access.OWNER, this::apply),
                Route.get("/godwit/v1/policies/{policy}", this::show));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.each(
                                view.scanAll(Tables.POLICIES),
                                sink,
                                (name, row) -> Optional.of(json(view, name, row))));
    }

    private Answer show(Call call) {
        String name = call.path("policy");
        return Answer.ok(
                backend.read(view -> {
                    PolicyRow row =
                            view.get(Tables.POLICIES, name)
                                    .orElseThrow(() ->
                                            new EngineException(
                                                    ErrorCode.NOT_FOUND,
                                                    "policy \""
                                                            + Names.printable(name)
                                                            + "\" does not exist; `godwit policy list` shows those that do"));
                    ObjectNode json = json(view, name, row);
                    json.set(
                            "made",
                            Json.texts(
                                    ApplyPolicies.of(view, name).stream().map(RuleId::toString)));
                    return json;
                }));
    }

    private static ObjectNode json(CatalogView view, String name, PolicyRow row) {
        ObjectNode json =
                Json.object()
                        .put("name", name)
                        .put("account", Accounts.row(view, row.account()).name());
        json.set("data", Json.texts(row.data().stream()));
        json.set("rules", Json.texts(row.rules().stream()));
        Json.text(json, "comment", row.comment());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        Json.time(json, "updated_at", Optional.of(row.updatedAt()));
        return json;
    }

    private Answer apply(Call call) {
        JsonInput body = call.body("policies", "account", "prune", "diff");
        String account = body.optionalText("account").orElse(call.caller().account());
        List<Policy> policies =
                body.objects("policies", "name", "data", "rules", "comment").stream()
                        .map(policy ->
                                new Policy(
                                        policy.text("name"),
                                        policy.texts("data"),
                                        policy.texts("rules"),
                                        policy.optionalText("comment")))
                        .toList();
        ApplyPolicies command =
                new ApplyPolicies(account, policies, body.optionalFlag("prune").orElse(false));
        Permit permit = Authorizer.onBehalfOf(call.caller(), account);
        boolean diff = body.optionalFlag("diff").orElse(false);
        List<PolicyChange> changes =
                diff
                        ? backend.read(
                                view -> command.trial(view, clock.now(), new SplittableRandom(0)))
                        : backend.decide(permit, command);
        ObjectNode json = Json.object().put("applied", !diff);
        json.set("changes", Json.array(changes.stream().map(change -> change(change, diff))));
        return Answer.ok(json);
    }

    private static ObjectNode change(PolicyChange change, boolean diff) {
        ObjectNode json =
                Json.object()
                        .put("policy", change.policy())
                        .put("action", change.action().name())
                        .put("did", change.did())
                        .put("what", change.what());
        boolean made =
                change.action() == PolicyChange.Action.ADD
                        || change.action() == PolicyChange.Action.REPLACE;
        Json.text(json, "rule", change.rule().filter(_ -> !diff || !made).map(RuleId::toString));
        return json;
    }
}
