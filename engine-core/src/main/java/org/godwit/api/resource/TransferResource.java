package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.model.Did;
import org.godwit.model.LockState;
import org.godwit.model.OrderId;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.rule.Rules;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.transfer.Requests;
import tools.jackson.databind.node.ObjectNode;

/// Transfers that are wanted and not done, and why each is where it is.
final class TransferResource implements Resource {
    private final Backend backend;
    private final EngineClock clock;

    TransferResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/transfers", this::list)
                        .withQuery("rse", "source", "state", "rule"),
                Route.get("/godwit/v1/transfers/{scope}/{name}/{rse}", this::explain));
    }

    private Answer list(Call call) {
        Optional<RequestState> state = call.query("state", RequestState.class);
        Optional<RuleId> rule = call.query("rule").map(RuleId::parse);
        return Rows.of(
                backend,
                (view, sink) -> {
                    Filter filter =
                            new Filter(
                                    call.query("rse").map(name -> Rses.id(view, name)),
                                    call.query("source").map(name -> Rses.id(view, name)),
                                    state);
                    if (rule.isEmpty()) {
                        Rows.each(
                                view.scanAll(Tables.REQUESTS),
                                sink,
                                (key, row) -> filter.json(view, key, row));
                        return;
                    }
                    Rules.row(view, rule.get());
                    Rows.each(
                            view.scan(
                                    Tables.LOCKS_BY_RULE,
                                    new RuleLockKey(rule.get(), 0, 0),
                                    new RuleLockKey(rule.get(), Long.MAX_VALUE, 0)),
                            sink,
                            (lock, held) -> {
                                ReplicaKey key = new ReplicaKey(lock.did(), lock.rse());
                                return held == LockState.OK
                                        ? Optional.empty()
                                        : view.get(Tables.REQUESTS, key)
                                                .flatMap(row -> filter.json(view, key, row));
                            });
                });
    }

    private record Filter(
            Optional<Integer> destination, Optional<Integer> source, Optional<RequestState> state) {
        Optional<ObjectNode> json(CatalogView view, ReplicaKey key, RequestRow row) {
            boolean wanted =
                    destination.filter(rse -> rse != key.rse()).isEmpty()
                            && source.filter(rse -> rse != row.source()).isEmpty()
                            && state.filter(other -> other != row.state()).isEmpty();
            return wanted ? Optional.of(request(view, key, row)) : Optional.empty();
        }
    }

    private static ObjectNode request(CatalogView view, ReplicaKey key, RequestRow row) {
        ObjectNode json = place(view, key);
        Json.text(json, "source", rse(view, row.source()));
        Json.text(
                json,
                "source_site",
                row.sourceSite() == 0
                        ? Optional.empty()
                        : Optional.of(Rses.site(view, row.sourceSite()).name()));
        json.put("state", row.state().name())
                .put("rule", row.rule().toString())
                .put("activity", row.activity())
                .put("priority", row.priority())
                .put("bytes", row.bytes())
                .put("attempt", row.attempt())
                .put("failures", row.failures());
        Json.time(json, "since", Optional.of(row.since()));
        Json.time(json, "next_attempt_at", row.notBefore());
        Json.text(json, "agent", row.agent());
        Json.text(json, "last_failure", row.lastFailure().map(Enum::name));
        Json.text(json, "last_reason", row.lastReason());
        return json;
    }

    private static ObjectNode place(CatalogView view, ReplicaKey key) {
        var rse = Rses.row(view, key.rse());
        return DidJson.name(Dids.name(view, key.did()))
                .put("rse", rse.name())
                .put("site", Rses.site(view, rse.site()).name());
    }

    private static Optional<String> rse(CatalogView view, int id) {
        return id == 0 ? Optional.empty() : view.get(Tables.RSES, id).map(row -> row.name());
    }

    private Answer explain(Call call) {
        Did did = DidJson.of(call);
        Map<OrderId, FromAgent.Progress> moving = backend.fleet().progress();
        TransferExplanation words = new TransferExplanation(backend.fleet(), clock);
        return Answer.ok(
                backend.read(view -> {
                    ReplicaKey key =
                            new ReplicaKey(Dids.id(view, did), Rses.id(view, call.path("rse")));
                    return explain(view, key, moving, words);
                }));
    }

    private static ObjectNode explain(
            CatalogView view,
            ReplicaKey key,
            Map<OrderId, FromAgent.Progress> moving,
            TransferExplanation words) {
        Optional<ReplicaRow> replica = view.get(Tables.REPLICAS, key);
        Optional<RequestRow> request = view.get(Tables.REQUESTS, key);
        if (request.isEmpty() && replica.isEmpty()) {
            throw new EngineException(
                    ErrorCode.REQUEST_NOT_FOUND,
                    Dids.name(view, key.did())
                            + " is neither at RSE "
                            + Rses.row(view, key.rse()).name()
                            + " nor on its way there; no rule asks for it");
        }
        ObjectNode json;
        if (request.isPresent()) {
            Optional<FromAgent.Progress> progress =
                    Optional.ofNullable(moving.get(Requests.orderId(key, request.get())));
            json = request(view, key, request.get());
            json.put("summary", words.of(view, key, request.get(), progress))
                    .put("bytes_done", progress.map(FromAgent.Progress::bytesDone).orElse(0L));
        } else {
            json = place(view, key);
            json.put("state", replica.orElseThrow().state().name())
                    .put("bytes", replica.orElseThrow().bytes())
                    .put("summary", TransferExplanation.of(replica.orElseThrow()));
        }
        json.put("rules", rules(view, key));
        json.set(
                "attempts",
                Json.array(
                        attempts(view, key, replica.map(ReplicaRow::generation).orElse(0L))
                                .stream()));
        return json;
    }

    /// How many rules want the replica.
    private static int rules(CatalogView view, ReplicaKey key) {
        int rules = 0;
        try (Cursor<LockKey, ?> locks =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(key.did(), key.rse(), new RuleId(0, 0)),
                        new LockKey(key.did(), key.rse() + 1, new RuleId(0, 0)))) {
            while (locks.hasNext()) {
                locks.next();
                rules++;
            }
        }
        return rules;
    }

    private static List<ObjectNode> attempts(CatalogView view, ReplicaKey key, long generation) {
        List<ObjectNode> attempts = new ArrayList<>();
        try (Cursor<AttemptKey, AttemptRow> rows =
                view.scan(
                        Tables.ATTEMPTS,
                        new AttemptKey(key.did(), key.rse(), generation, 0),
                        new AttemptKey(key.did(), key.rse(), generation + 1, 0))) {
            rows.forEachRemaining(entry -> {
                AttemptRow row = entry.getValue();
                ObjectNode json = Json.object().put("attempt", entry.getKey().attempt());
                Json.time(json, "ended_at", Optional.of(row.endedAt()));
                json.put("seconds", row.millis() / 1000.0);
                Json.text(json, "source", rse(view, row.source()));
                json.put("agent", row.agent()).put("bytes", row.bytes());
                Json.text(json, "failure", row.failure().map(Enum::name));
                json.put("reason", row.reason());
                Json.text(json, "limited_by", row.limitedBy().map(Enum::name));
                attempts.add(json);
            });
        }
        return attempts;
    }
}
