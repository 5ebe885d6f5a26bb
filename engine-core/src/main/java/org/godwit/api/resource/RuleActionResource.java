package org.godwit.api.resource;

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
import org.godwit.api.web.RowSink;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.RuleEventKey;
import org.godwit.catalog.schema.RuleEventRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.rule.DecideApproval;
import org.godwit.rule.MoveRule;
import org.godwit.rule.ReduceRule;
import org.godwit.rule.ResumeRule;
import org.godwit.rule.RuleHistory;
import org.godwit.rule.Rules;
import org.godwit.rule.SuspendRule;
import org.godwit.rule.language.CopyClause;

/// What is done to rules beside changing what they say, and what was done to them.
final class RuleActionResource implements Resource {
    private static final String RULE = "/godwit/v1/rules/{id}";

    /// Rules of a DID whose history is listed.
    private static final int RULES_LISTED_MAX = 10_000;

    private final Backend backend;

    RuleActionResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(RULE + "/approve", Access.OWNER, call -> decide(call, true)),
                Route.post(RULE + "/deny", Access.OWNER, call -> decide(call, false)),
                Route.post(RULE + "/suspend", Access.OWNER, this::suspend),
                Route.post(RULE + "/resume", Access.OWNER, this::resume),
                Route.post(RULE + "/move", Access.OWNER, this::move),
                Route.post(RULE + "/reduce", Access.OWNER, this::reduce),
                Route.get(RULE + "/history", this::history),
                Route.get("/godwit/v1/dids/{scope}/{name}/rule-history", this::ofDid));
    }

    private Answer decide(Call call, boolean approve) {
        RuleId id = id(call);
        String reason = call.body("reason").optionalText("reason").orElse("");
        Permit permit =
                backend.read(
                        view -> Authorizer.onApproval(call.caller(), view, Rules.row(view, id)));
        backend.decide(permit, new DecideApproval(id, approve, by(call), reason));
        return approve ? rule(id) : Answer.ok(Json.object().put("removed", true));
    }

    private Answer suspend(Call call) {
        boolean cancel = call.body("cancel_requests").optionalFlag("cancel_requests").orElse(false);
        stop(backend, permit(call), id(call), SuspendRule.How.SUSPENDED, cancel, by(call));
        return rule(id(call));
    }

    /// Stops a rule, however many locks it has.
    static void stop(
            Backend backend,
            Permit permit,
            RuleId id,
            SuspendRule.How how,
            boolean cancel,
            String by) {
        Optional<RuleLockKey> after = Optional.empty();
        do {
            after = backend.decide(permit, new SuspendRule(id, how, cancel, after, by));
        } while (after.isPresent());
    }

    private Answer resume(Call call) {
        backend.decide(permit(call), new ResumeRule(id(call), by(call)));
        return rule(id(call));
    }

    private Answer move(Call call) {
        JsonInput body = call.body("rse_expression", "copies", "account", "activity");
        Optional<String> account = body.optionalText("account");
        account.ifPresent(owner -> Authorizer.onBehalfOf(call.caller(), owner));
        RuleId next =
                backend.decide(
                        permit(call),
                        new MoveRule(
                                id(call),
                                body.text("rse_expression"),
                                body.optionalInt("copies", 1, CopyClause.COPIES_MAX),
                                account,
                                body.optionalText("activity"),
                                by(call)));
        return Answer.created(Json.object().put("id", next.toString()));
    }

    private Answer reduce(Call call) {
        JsonInput body = call.body("copies", "exclude_expression");
        RuleId next =
                backend.decide(
                        permit(call),
                        new ReduceRule(
                                id(call),
                                body.optionalInt("copies", 1, CopyClause.COPIES_MAX).orElse(1),
                                body.optionalText("exclude_expression"),
                                by(call)));
        return Answer.created(Json.object().put("id", next.toString()));
    }

    private Answer history(Call call) {
        RuleId id = id(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    List<Map.Entry<RuleEventKey, RuleEventRow>> events = RuleHistory.of(view, id);
                    if (events.isEmpty()) {
                        Rules.row(view, id);
                    }
                    events.forEach(event -> event(view, event, sink));
                });
    }

    private Answer ofDid(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        RuleHistory.onDid(view, Dids.id(view, DidJson.of(call)), RULES_LISTED_MAX)
                                .stream()
                                .flatMap(id -> RuleHistory.of(view, id).stream())
                                .forEach(event -> event(view, event, sink)));
    }

    private static void event(
            CatalogView view, Map.Entry<RuleEventKey, RuleEventRow> event, RowSink sink) {
        RuleEventRow row = event.getValue();
        var json =
                Json.object()
                        .put("rule", event.getKey().rule().toString())
                        .put("event", row.event().name())
                        .put("what", row.rule())
                        .put("by", row.by())
                        .put("note", row.note());
        // What a rule did is remembered for longer than a DID that came to its end.
        Json.text(
                json,
                "did",
                view.get(Tables.DIDS, row.did()).map(did -> Dids.name(view, did).toString()));
        Json.time(json, "time", Optional.of(row.time()));
        sink.row(json);
    }

    private Answer rule(RuleId id) {
        return Answer.ok(backend.read(view -> RuleJson.of(view, id)));
    }

    private Permit permit(Call call) {
        return backend.read(
                view -> Authorizer.onRule(call.caller(), view, Rules.row(view, id(call))));
    }

    private static RuleId id(Call call) {
        return RuleId.parse(call.path("id"));
    }

    private static String by(Call call) {
        return call.caller().account();
    }
}
