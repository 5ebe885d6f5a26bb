package org.godwit.api.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.MoveKind;
import org.godwit.namespace.Accounts;
import org.godwit.relocation.ApplyMovePlan;
import org.godwit.relocation.DrainProgress;
import org.godwit.relocation.MoveForecast;
import org.godwit.relocation.PlanDrain;
import org.godwit.relocation.PlanRebalance;
import org.godwit.relocation.StopRebalance;
import org.godwit.relocation.StoreMovePlan;
import org.godwit.relocation.Undrain;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// RSEs that are emptied, taken out of use or balanced. Making a plan writes nothing but the plan.
final class MoveResource implements Resource {
    private static final String PLANS = "/godwit/v1/move-plans";

    /// Copies that one plan moves unless something else is said.
    private static final long FILES_MAX = 1_000_000;

    private final Backend backend;
    private final EngineClock clock;

    MoveResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PLANS, Access.ADMIN, this::plan),
                Route.get(PLANS, this::list),
                Route.get(PLANS + "/{id}", this::show),
                Route.post(PLANS + "/{id}/apply", Access.ADMIN, this::apply),
                Route.get("/godwit/v1/drains", this::drains),
                Route.get("/godwit/v1/rebalance", this::rebalancing),
                Route.delete("/godwit/v1/rebalance", Access.ADMIN, this::stop),
                Route.delete("/godwit/v1/rses/{rse}/drain", Access.ADMIN, this::undrain));
    }

    private Answer plan(Call call) {
        Permit permit = Authorizer.admin(call.caller());
        String account = call.caller().account();
        JsonInput body =
                call.body(
                        "kind",
                        "rse",
                        "storage_is_gone",
                        "expression",
                        "by",
                        "files_max",
                        "bytes_max");
        MoveForecast forecast = forecast(body, account);
        ObjectNode report = backend.read(view -> MoveJson.plan(view, forecast));
        long id = backend.decide(permit, new StoreMovePlan(forecast, account, report.toString()));
        return Answer.created(report.put("id", id));
    }

    private MoveForecast forecast(JsonInput body, String account) {
        MoveKind kind = body.optional("kind", MoveKind.class).orElse(MoveKind.DRAIN);
        if (kind == MoveKind.REBALANCE) {
            return rebalance(body);
        }
        String rse = body.text("rse");
        boolean gone = body.optionalFlag("storage_is_gone").orElse(false);
        return backend.read(view -> PlanDrain.of(view, rse, kind, gone, account, clock.now()));
    }

    private MoveForecast rebalance(JsonInput body) {
        String expression = body.text("expression");
        Optional<String> by = body.optionalText("by");
        long files = body.optionalNumber("files_max").orElse(FILES_MAX);
        long bytes = body.optionalNumber("bytes_max").orElse(Long.MAX_VALUE);
        Map<String, Long> sizes = new HashMap<>();
        List<String> names =
                backend.read(
                        view -> Rses.all(view).stream().map(rse -> rse.getValue().name()).toList());
        names.forEach(name ->
                backend.fleet()
                        .space(name)
                        .ifPresent(space -> sizes.put(name, space.totalBytes())));
        return backend.read(view -> {
            Map<Integer, Long> known = new HashMap<>();
            sizes.forEach((name, size) -> known.put(Rses.id(view, name), size));
            return new PlanRebalance(expression, by, known, files, bytes).of(view, clock.now());
        });
    }

    private Answer rebalancing(Call call) {
        return Answer.ok(backend.read(MoveResource::rebalancing));
    }

    private static ObjectNode rebalancing(CatalogView view) {
        Count moving = view.get(Tables.COUNTERS, CounterKey.lockMoves()).orElse(Count.ZERO);
        return Json.object()
                .put("groups", StopRebalance.notBegun(view).size())
                .put("copies_moving", moving.items());
    }

    private Answer stop(Call call) {
        int groups = backend.decide(Authorizer.admin(call.caller()), new StopRebalance());
        return Answer.ok(backend.read(view -> rebalancing(view).put("groups", groups)));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.each(
                                view.scanAll(Tables.MOVE_PLANS),
                                sink,
                                (id, row) -> Optional.of(summary(view, id, row))));
    }

    private static ObjectNode summary(CatalogView view, long id, MovePlanRow row) {
        ObjectNode json = Json.object().put("id", id).put("kind", row.kind().name());
        json.set("rses", MoveJson.names(view, row.rses()));
        json.put("account", Accounts.row(view, row.account()).name());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        return json.put("words", Json.parse(row.report()).path("words").asString());
    }

    private Answer show(Call call) {
        long id = id(call);
        MovePlanRow row = backend.read(view -> ApplyMovePlan.row(view, id));
        return Answer.ok(((ObjectNode) Json.parse(row.report())).put("id", id));
    }

    private Answer apply(Call call) {
        long id = id(call);
        MovePlanRow row =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new ApplyMovePlan(id, call.caller().account()));
        return Answer.ok(backend.read(view -> summary(view, id, row)));
    }

    private Answer drains(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        DrainProgress.all(view, clock.now())
                                .forEach(progress -> sink.row(MoveJson.progress(view, progress))));
    }

    private Answer undrain(Call call) {
        String rse = call.path("rse");
        backend.decide(Authorizer.admin(call.caller()), new Undrain(rse));
        return Answer.ok(Json.object().put("rse", rse));
    }

    private static long id(Call call) {
        return Ids.parse(call.path("id"), "plan");
    }
}
