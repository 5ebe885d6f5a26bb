package org.godwit.api.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.api.web.RowSink;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AccountRseKey;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Accounts;
import org.godwit.rule.Limits;
import org.godwit.rule.SetLimit;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// How much accounts may hold, and how much they do, from the exact counters.
final class AccountLimitResource implements Resource {
    private static final String LIMITS = "/godwit/v1/accounts/{account}/limits";

    private final Backend backend;

    AccountLimitResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(LIMITS, this::limits),
                Route.put(LIMITS, Access.ADMIN, this::set),
                Route.get("/godwit/v1/accounts/{account}/usage", this::usage));
    }

    private Answer limits(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int account = Accounts.id(view, call.path("account"));
                    for (Map.Entry<AccountRseKey, Long> limit : Limits.local(view, account)) {
                        sink.row(
                                limit(
                                        Optional.of(Rses.row(view, limit.getKey().rse()).name()),
                                        Optional.empty(),
                                        Optional.of(limit.getValue())));
                    }
                    Limits.global(view, account)
                            .forEach(limit ->
                                    sink.row(
                                            limit(
                                                    Optional.empty(),
                                                    Optional.of(limit.expression()),
                                                    Optional.of(limit.bytes()))));
                });
    }

    private static ObjectNode limit(
            Optional<String> rse, Optional<String> expression, Optional<Long> bytes) {
        ObjectNode json = Json.object();
        Json.text(json, "rse", rse);
        Json.text(json, "rse_expression", expression);
        bytes.ifPresentOrElse(
                number -> json.put("bytes_limit", number), () -> json.putNull("bytes_limit"));
        return json;
    }

    private Answer set(Call call) {
        JsonInput body = call.body("rse", "rse_expression", "bytes");
        Optional<String> rse = body.optionalText("rse");
        Optional<String> expression = body.optionalText("rse_expression");
        if (rse.isPresent() == expression.isPresent() || !body.has("bytes")) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "give either rse or rse_expression, and bytes: a number, -1 for no bound, null to remove the limit");
        }
        SetLimit.Where where =
                rse.<SetLimit.Where>map(SetLimit.Where.AtRse::new)
                        .or(() -> expression.map(SetLimit.Where.AtRses::new))
                        .orElseThrow();
        Optional<Long> bytes = body.optionalNumber("bytes");
        boolean before =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new SetLimit(call.path("account"), where, bytes));
        ObjectNode json = limit(rse, expression, bytes);
        return Answer.ok(json.put("replaced", before));
    }

    private Answer usage(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    int account = Accounts.id(view, call.path("account"));
                    atRses(view, account, sink);
                    for (Limits.Global limit : Limits.global(view, account)) {
                        Count used =
                                limit.rses().stream()
                                        .map(rse -> used(view, account, rse))
                                        .reduce(Count.ZERO, Count::plus);
                        sink.row(
                                usage(
                                        limit(
                                                Optional.empty(),
                                                Optional.of(limit.expression()),
                                                Optional.of(limit.bytes())),
                                        used,
                                        Optional.of(limit.bytes())));
                    }
                });
    }

    private static void atRses(CatalogView view, int account, RowSink sink) {
        Set<Integer> rses = new TreeSet<>();
        Limits.local(view, account).forEach(limit -> rses.add(limit.getKey().rse()));
        try (Cursor<CounterKey, Count> counters =
                view.scan(
                        Tables.COUNTERS,
                        CounterKey.accountUsage(account, 0),
                        CounterKey.accountUsage(account + 1, 0))) {
            counters.forEachRemaining(counter -> rses.add(Math.toIntExact(counter.getKey().b())));
        }
        for (int rse : rses) {
            Optional<Long> bytes = Limits.local(view, account, rse);
            sink.row(
                    usage(
                            limit(Optional.of(Rses.row(view, rse).name()), Optional.empty(), bytes),
                            used(view, account, rse),
                            bytes));
        }
    }

    private static ObjectNode usage(ObjectNode json, Count used, Optional<Long> limit) {
        json.put("bytes", used.bytes()).put("files", used.items());
        Optional<Long> left =
                limit.filter(bytes -> bytes != Limits.INFINITE)
                        .map(bytes -> Math.max(0, bytes - used.bytes()));
        left.ifPresentOrElse(
                bytes -> json.put("bytes_remaining", bytes), () -> json.putNull("bytes_remaining"));
        return json;
    }

    private static Count used(CatalogView view, int account, int rse) {
        return view.get(Tables.COUNTERS, CounterKey.accountUsage(account, rse)).orElse(Count.ZERO);
    }
}
