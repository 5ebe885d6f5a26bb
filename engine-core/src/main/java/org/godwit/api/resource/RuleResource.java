package org.godwit.api.resource;

import java.util.List;
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
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.StateRuleKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RetryRule;
import org.godwit.rule.Rules;
import org.godwit.rule.SuspendRule;
import org.godwit.topology.Rses;

/// Rules and their locks.
final class RuleResource implements Resource {
    private static final String RULE = "/godwit/v1/rules/{id}";
    private static final RuleId FIRST = new RuleId(0, 0);
    private static final RuleId LAST = new RuleId(-1, -1);

    private final Backend backend;

    RuleResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/rules", Access.OWNER, this::add).once(),
                Route.get("/godwit/v1/rules", this::list).withQuery("account", "state", "did"),
                Route.get(RULE, this::show),
                Route.put(RULE, Access.OWNER, this::update),
                Route.delete(RULE, Access.OWNER, this::remove),
                Route.get(RULE + "/locks", this::locks),
                Route.get("/godwit/v1/dids/{scope}/{name}/rules", this::ofDid));
    }

    private Answer add(Call call) {
        AddRule command = RuleInput.add(call);
        Permit permit =
                command.specs().stream().anyMatch(spec -> spec.extras().ignoreLimit())
                        ? Authorizer.admin(call.caller())
                        : Authorizer.onBehalfOf(call.caller(), command.account());
        return backend.answer(
                call,
                permit,
                command,
                rules -> new Answer.Json(201, Json.texts(rules.stream().map(RuleId::toString))));
    }

    private Answer list(Call call) {
        Optional<String> account = call.query("account");
        Optional<RuleState> state = call.query("state", RuleState.class);
        Optional<Did> did = call.query("did").map(Did::parse);
        return Rows.of(
                backend,
                (view, sink) -> {
                    Optional<Integer> owner = account.map(name -> Accounts.id(view, name));
                    Filter filter = new Filter(view, owner, state, sink);
                    if (did.isPresent()) {
                        Rules.on(view, Dids.id(view, did.get()))
                                .forEach(id -> filter.offer(id, Rules.row(view, id)));
                    } else if (state.isPresent() && state.get() != RuleState.OK) {
                        try (var ids =
                                view.scan(
                                        Tables.RULES_BY_STATE,
                                        new StateRuleKey(state.get(), FIRST),
                                        new StateRuleKey(state.get(), LAST))) {
                            ids.forEachRemaining(row ->
                                    filter.offer(
                                            row.getKey().rule(),
                                            Rules.row(view, row.getKey().rule())));
                        }
                    } else {
                        try (var rules = view.scanAll(Tables.RULES)) {
                            rules.forEachRemaining(
                                    row -> filter.offer(row.getKey(), row.getValue()));
                        }
                    }
                });
    }

    private record Filter(
            CatalogView view, Optional<Integer> owner, Optional<RuleState> state, RowSink sink) {
        void offer(RuleId id, RuleRow row) {
            if (owner.filter(account -> account != row.account()).isEmpty()
                    && state.filter(wanted -> wanted != row.state()).isEmpty()) {
                sink.row(RuleJson.of(view, id));
            }
        }
    }

    private Answer ofDid(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) ->
                        Rules.on(view, Dids.id(view, did))
                                .forEach(id -> sink.row(RuleJson.of(view, id))));
    }

    private Answer show(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        return Answer.ok(backend.read(view -> RuleJson.of(view, id)));
    }

    private Answer locks(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        return Rows.of(
                backend,
                (view, sink) -> {
                    Rules.row(view, id);
                    Rows.each(
                            view.scan(
                                    Tables.LOCKS_BY_RULE,
                                    new RuleLockKey(id, 0, 0),
                                    new RuleLockKey(id, Long.MAX_VALUE, 0)),
                            sink,
                            (key, state) -> {
                                var file = Dids.row(view, key.did());
                                return Optional.of(
                                        DidJson.name(Dids.name(view, file))
                                                .put("rse", Rses.row(view, key.rse()).name())
                                                .put("state", state.name())
                                                .put("bytes", file.bytes()));
                            });
                });
    }

    private Answer update(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        JsonInput body =
                call.body(
                        "lifetime",
                        "comment",
                        "activity",
                        "priority",
                        "locked",
                        "retry",
                        "account",
                        "source_expression",
                        "purge_replicas",
                        "meta",
                        "child_rule_id",
                        "state",
                        "cancel_requests");
        Permit permit = body.has("account") ? Authorizer.admin(call.caller()) : permit(call, id);
        String by = call.caller().account();
        backend.decide(permit, RuleInput.update(id, body, by));
        body.optional("state", SuspendRule.How.class)
                .ifPresent(how ->
                        RuleActionResource.stop(
                                backend,
                                permit,
                                id,
                                how,
                                body.optionalFlag("cancel_requests").orElse(false),
                                by));
        if (body.optionalFlag("retry").orElse(false)) {
            while (backend.decide(permit, new RetryRule(id)) == RetryRule.REQUESTS_MAX) {
                // each round takes the next ones, until none waits
            }
        }
        return show(call);
    }

    private Answer remove(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        boolean removed = backend.decide(permit(call, id), new DeleteRule(id));
        return Answer.ok(Json.object().put("removed", removed));
    }

    private Permit permit(Call call, RuleId id) {
        return backend.read(view -> Authorizer.onRule(call.caller(), view, Rules.row(view, id)));
    }
}
