package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.lock.Locks;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.report.Units;
import org.godwit.rule.RepairLocks;
import org.godwit.rule.RuleReport;
import org.godwit.rule.WhyNot;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// What rules wait for: each missing copy has a reason, in a word for programs and in words for
/// people.
final class RuleExplainResource implements Resource {
    /// Missing copies that are looked at; a rule that misses more has them counted by the counters.
    private static final int LOCKS_MAX = 10_000;

    private final Backend backend;
    private final TransferExplanation explanation;
    private final EngineClock clock;

    RuleExplainResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.explanation = new TransferExplanation(backend.fleet(), clock);
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/rules/{id}/explain", this::explain),
                Route.get("/godwit/v1/replicas/{scope}/{name}/{rse}/why", this::why));
    }

    private Answer explain(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        return Answer.ok(backend.read(view -> explain(view, id)));
    }

    /// Missing copies that wait for the same.
    private static final class Group {
        private final ReplicaKey example;
        private Count count = Count.ZERO;

        Group(ReplicaKey example) {
            this.example = example;
        }
    }

    private ObjectNode explain(CatalogView view, RuleId id) {
        RuleReport report = RuleReport.of(view, id);
        Map<String, Group> groups = new LinkedHashMap<>();
        boolean all = groups(view, id, groups);
        List<ObjectNode> waiting = new ArrayList<>();
        groups.forEach((key, group) -> waiting.add(waiting(view, group)));
        ObjectNode json =
                Json.object().put("id", id.toString()).put("state", report.rule().state().name());
        json.put("words", words(report, waiting) + elsewhere(view, report));
        Json.text(json, "error", report.rule().error());
        json.put("missing_files", missing(report.locks()).items())
                .put("missing_bytes", missing(report.locks()).bytes())
                .put("complete", all);
        json.set("waiting", Json.array(waiting.stream()));
        return json;
    }

    /// What was sent to other RSEs because some did not take it.
    private static String elsewhere(CatalogView view, RuleReport report) {
        return switch (report.rule().state()) {
            case REPLICATING, STUCK ->
                    RepairLocks.lastNote(view, report.id()).map(note -> "; " + note).orElse("");
            case OK, SUSPENDED, WAITING_APPROVAL, INJECT -> "";
        };
    }

    private static Count missing(Locks.Tally locks) {
        return locks.replicating().plus(locks.stuck());
    }

    /// Answers whether all missing copies were looked at.
    private boolean groups(CatalogView view, RuleId id, Map<String, Group> groups) {
        try (Cursor<RuleLockKey, LockState> locks =
                view.scan(
                        Tables.LOCKS_BY_RULE,
                        new RuleLockKey(id, 0, 0),
                        new RuleLockKey(id, Long.MAX_VALUE, 0))) {
            int seen = 0;
            while (locks.hasNext()) {
                Map.Entry<RuleLockKey, LockState> lock = locks.next();
                if (lock.getValue() == LockState.OK) {
                    continue;
                }
                if (seen++ >= LOCKS_MAX) {
                    return false;
                }
                ReplicaKey key = new ReplicaKey(lock.getKey().did(), lock.getKey().rse());
                Optional<RequestRow> request = view.get(Tables.REQUESTS, key);
                Group group = groups.computeIfAbsent(name(key, request), _ -> new Group(key));
                group.count =
                        group.count.plus(new Count(1, request.map(RequestRow::bytes).orElse(0L)));
            }
            return true;
        }
    }

    private static String name(ReplicaKey key, Optional<RequestRow> request) {
        return key.rse()
                + "/"
                + request.map(row ->
                                row.state()
                                        + "/"
                                        + row.sourceSite()
                                        + "/"
                                        + row.lastFailure().map(Enum::name).orElse(""))
                        .orElse("none");
    }

    private ObjectNode waiting(CatalogView view, Group group) {
        ReplicaKey key = group.example;
        Optional<RequestRow> request = view.get(Tables.REQUESTS, key);
        ObjectNode json = Json.object().put("rse", Rses.row(view, key.rse()).name());
        json.put("reason", request.map(row -> row.state().name()).orElse("NO_REQUEST"))
                .put("files", group.count.items())
                .put("bytes", group.count.bytes());
        Json.text(
                json,
                "source",
                request.filter(row -> row.sourceSite() != 0)
                        .map(row -> Rses.site(view, row.sourceSite()).name()));
        Json.text(json, "failure", request.flatMap(RequestRow::lastFailure).map(Enum::name));
        json.put("failures", request.map(RequestRow::failures).orElse(0))
                .put("example", Dids.name(view, key.did()).toString())
                .put("words", words(view, key, request));
        return json;
    }

    private String words(CatalogView view, ReplicaKey key, Optional<RequestRow> request) {
        return request.map(row -> explanation.of(view, key, row, Optional.empty()))
                .orElse("nothing is on its way to it; `godwit rule retry` has it looked at again");
    }

    private String words(RuleReport report, List<ObjectNode> waiting) {
        RuleRow rule = report.rule();
        Count missing = missing(report.locks());
        String left =
                "%,d copies (%s) are missing"
                        .formatted(missing.items(), Units.bytes(missing.bytes()));
        return switch (rule.state()) {
            case OK -> "all copies are there";
            case WAITING_APPROVAL ->
                    "it waits until somebody approves of it (`godwit rule approve`)";
            case SUSPENDED -> "it is suspended; `godwit rule resume` has it go on; " + left;
            case INJECT ->
                    rule.terms()
                            .startsAt()
                            .map(time -> "it begins at " + time)
                            .or(() -> rule.error().map(why -> "its files cannot be placed: " + why))
                            .orElse("its files are being placed now");
            case REPLICATING, STUCK ->
                    left
                            + (waiting.isEmpty()
                                    ? ""
                                    : "; most of them: "
                                            + waiting.stream()
                                                    .max((a, b) ->
                                                            Long.compare(
                                                                    a.path("files").asLong(),
                                                                    b.path("files").asLong()))
                                                    .orElseThrow()
                                                    .path("words")
                                                    .asString());
        };
    }

    private Answer why(Call call) {
        return Answer.ok(backend.read(view -> why(view, call)));
    }

    private ObjectNode why(CatalogView view, Call call) {
        long did = Dids.id(view, DidJson.of(call));
        int rse = Rses.id(view, call.path("rse"));
        ReplicaKey key = new ReplicaKey(did, rse);
        ObjectNode json = DidJson.name(DidJson.of(call)).put("rse", Rses.row(view, rse).name());
        Optional<RequestRow> request = view.get(Tables.REQUESTS, key);
        var replica = view.get(Tables.REPLICAS, key);
        Json.text(json, "replica", replica.map(row -> row.state().name()));
        Json.text(json, "reason", request.map(row -> row.state().name()));
        List<WhyNot.OfRule> rules = WhyNot.of(view, did, rse, clock.now());
        String words =
                request.map(row -> explanation.of(view, key, row, Optional.empty()))
                        .or(() -> replica.map(TransferExplanation::of))
                        .orElseGet(() -> notWanted(rules));
        json.put("words", words);
        json.set(
                "rules",
                Json.array(
                        rules.stream()
                                .map(rule -> {
                                    ObjectNode row =
                                            Json.object()
                                                    .put("id", rule.id().toString())
                                                    .put("wants", rule.wants())
                                                    .put("why", rule.why());
                                    row.set("rses", Json.texts(rule.rses().stream()));
                                    return row;
                                })));
        return json;
    }

    private static String notWanted(List<WhyNot.OfRule> rules) {
        if (rules.isEmpty()) {
            return "no rule reaches this file; `godwit rule add` makes one";
        }
        WhyNot.OfRule first = rules.getFirst();
        return "no rule wants it there: rule " + first.id() + " " + first.why();
    }
}
