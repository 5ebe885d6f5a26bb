package org.godwit.api.resource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.model.LockState;
import org.godwit.model.OrderId;
import org.godwit.model.RuleId;
import org.godwit.rule.RuleReport;
import org.godwit.topology.Rses;
import org.godwit.transfer.Requests;
import tools.jackson.databind.node.ObjectNode;

/// How far a rule is: what is done from exact counters, what is half done and what moves now from
/// the agents' heartbeats. The cost depends on the transfers under way, not on the rule's size.
final class RuleProgressResource implements Resource {
    private final Backend backend;

    RuleProgressResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/godwit/v1/rules/{id}/progress", this::progress));
    }

    private Answer progress(Call call) {
        RuleId id = RuleId.parse(call.path("id"));
        Map<OrderId, FromAgent.Progress> moving = backend.fleet().progress();
        List<FromAgent.LinkActivity> links = backend.fleet().links();
        return Answer.ok(backend.read(view -> json(view, id, moving, links)));
    }

    private static ObjectNode json(
            CatalogView view,
            RuleId id,
            Map<OrderId, FromAgent.Progress> moving,
            List<FromAgent.LinkActivity> links) {
        RuleReport report = RuleReport.of(view, id);
        Map<Integer, Long> partial = partial(view, id, moving.values());
        Set<String> unfinished = new HashSet<>();
        List<ObjectNode> rses =
                report.rses().stream()
                        .map(at -> {
                            Count all = RuleJson.all(at.locks());
                            if (all.items() > at.locks().ok().items()) {
                                unfinished.add(
                                        Rses.site(view, Rses.row(view, at.id()).site()).name());
                            }
                            return Json.object()
                                    .put("rse", at.rse())
                                    .put("files", all.items())
                                    .put("files_done", at.locks().ok().items())
                                    .put("bytes", all.bytes())
                                    .put(
                                            "bytes_done",
                                            at.locks().ok().bytes()
                                                    + partial.getOrDefault(at.id(), 0L))
                                    .put("stuck", at.locks().stuck().items());
                        })
                        .toList();
        Count all = RuleJson.all(report.locks());
        long halfDone = partial.values().stream().mapToLong(Long::longValue).sum();
        ObjectNode json =
                Json.object().put("id", id.toString()).put("state", report.rule().state().name());
        Json.text(json, "error", report.rule().error());
        json.put("files", all.items())
                .put("bytes", all.bytes())
                .put("files_done", report.locks().ok().items())
                .put("bytes_done", report.locks().ok().bytes() + halfDone)
                .put("stuck", report.locks().stuck().items());
        json.set("rse", Json.array(rses.stream()));
        json.set(
                "links",
                Json.array(
                        links.stream()
                                .filter(link -> unfinished.contains(link.destinationSite()))
                                .map(RuleProgressResource::link)));
        return json;
    }

    /// A link into a site where the rule has something to come; its rate is that of all rules.
    private static ObjectNode link(FromAgent.LinkActivity link) {
        return Json.object()
                .put("source", link.sourceSite())
                .put("destination", link.destinationSite())
                .put("bytes_per_second", link.bytesPerSecond())
                .put("transfers", link.transfers());
    }

    /// Bytes of files that the rule wants and that are on their way, by RSE. What agents tell of
    /// attempts that have ended meanwhile does not count.
    private static Map<Integer, Long> partial(
            CatalogView view, RuleId id, Iterable<FromAgent.Progress> moving) {
        Map<Integer, Long> bytes = new HashMap<>();
        for (FromAgent.Progress progress : moving) {
            OrderId order = progress.order();
            ReplicaKey key = new ReplicaKey(order.did(), order.rse());
            boolean wanted =
                    view.get(Tables.LOCKS, new LockKey(order.did(), order.rse(), id))
                            .filter(lock -> lock.state() != LockState.OK)
                            .isPresent();
            Optional<Long> size =
                    view.get(Tables.REQUESTS, key)
                            .filter(request -> Requests.orderId(key, request).equals(order))
                            .map(request -> request.bytes());
            if (wanted && size.isPresent()) {
                bytes.merge(
                        order.rse(), Math.clamp(progress.bytesDone(), 0, size.get()), Long::sum);
            }
        }
        return bytes;
    }
}
