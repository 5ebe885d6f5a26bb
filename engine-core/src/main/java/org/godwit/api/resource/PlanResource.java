package org.godwit.api.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Caller;
import org.godwit.api.access.Permit;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.rule.AddPlanned;
import org.godwit.rule.AddRule;
import org.godwit.rule.DryRun;
import org.godwit.rule.Forecast;
import org.godwit.rule.StorePlan;
import org.godwit.runtime.EngineClock;
import tools.jackson.databind.node.ObjectNode;

/// Plans: what rules would do, before they are made. Making a plan writes nothing but the plan.
final class PlanResource implements Resource {
    private static final String PLAN = "/godwit/v1/plans/{id}";

    private final Backend backend;
    private final EngineClock clock;

    PlanResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/plans", Access.OWNER, this::plan),
                Route.get("/godwit/v1/plans", this::list),
                Route.get(PLAN, this::show),
                Route.post(PLAN + "/apply", Access.OWNER, this::apply));
    }

    private Answer plan(Call call) {
        AddRule rules = RuleInput.add(call);
        boolean ignoresLimit = rules.specs().stream().anyMatch(spec -> spec.extras().ignoreLimit());
        Permit permit = permit(call.caller(), rules.account(), ignoresLimit);
        Forecast forecast =
                backend.read(view ->
                        DryRun.of(
                                view, rules, clock.now(), new SplittableRandom(clock.nanoTime())));
        ObjectNode report = PlanJson.of(forecast);
        long id = backend.decide(permit, new StorePlan(rules, report.toString(), forecast));
        return Answer.created(report.put("id", id));
    }

    private static Permit permit(Caller caller, String account, boolean ignoresLimit) {
        return ignoresLimit ? Authorizer.admin(caller) : Authorizer.onBehalfOf(caller, account);
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.each(
                                view.scanAll(Tables.PLANS),
                                sink,
                                (id, row) -> {
                                    ObjectNode json =
                                            Json.object()
                                                    .put("id", id)
                                                    .put(
                                                            "account",
                                                            Accounts.row(view, row.account())
                                                                    .name());
                                    json.set("statements", Json.texts(row.statements().stream()));
                                    Json.time(json, "created_at", Optional.of(row.createdAt()));
                                    return Optional.of(json);
                                }));
    }

    private Answer show(Call call) {
        long id = id(call);
        PlanRow row = backend.read(view -> AddPlanned.row(view, id));
        return Answer.ok(((ObjectNode) Json.parse(row.report())).put("id", id));
    }

    private Answer apply(Call call) {
        long id = id(call);
        Map.Entry<String, PlanRow> plan =
                backend.read(view -> {
                    PlanRow row = AddPlanned.row(view, id);
                    return Map.entry(Accounts.row(view, row.account()).name(), row);
                });
        Permit permit = permit(call.caller(), plan.getKey(), plan.getValue().ignoreLimit());
        List<RuleId> rules = backend.decide(permit, new AddPlanned(id));
        return Answer.created(Json.texts(rules.stream().map(RuleId::toString)));
    }

    private static long id(Call call) {
        return Ids.parse(call.path("id"), "plan");
    }
}
