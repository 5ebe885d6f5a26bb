package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.List;
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
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.fleet.LinkState;
import org.godwit.message.FromAgent;
import org.godwit.model.Protection;
import org.godwit.model.RequestState;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;
import org.godwit.topology.SetLink;
import org.godwit.transfer.LinkLoad;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Links between sites: settings, queues, and what moves now.
final class LinkResource implements Resource {
    private static final String LINK = "/godwit/v1/links/{source}/{destination}";

    private final Backend backend;

    LinkResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/links", this::list),
                Route.get(LINK, this::show),
                Route.put(LINK, Access.ADMIN, this::set));
    }

    /// Links that somebody has configured or that something waits or moves on.
    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) -> {
                    List<FromAgent.LinkActivity> activities = backend.fleet().links();
                    for (LinkKey link : known(view, activities)) {
                        sink.row(json(view, link, activities));
                    }
                });
    }

    private static Iterable<LinkKey> known(
            CatalogView view, List<FromAgent.LinkActivity> activities) {
        TreeSet<LinkKey> links = new TreeSet<>();
        try (Cursor<LinkKey, LinkRow> rows = view.scanAll(Tables.LINKS)) {
            rows.forEachRemaining(row -> links.add(row.getKey()));
        }
        try (Cursor<CounterKey, Count> counters =
                view.scan(
                        Tables.COUNTERS,
                        new CounterKey(CounterKey.Kind.LINK_REQUESTS, 0, 0, 0, 0),
                        new CounterKey(CounterKey.Kind.LINK_REQUESTS, Long.MAX_VALUE, 0, 0, 0))) {
            counters.forEachRemaining(counter -> {
                var link = counter.getKey().link();
                if (link.source() != 0) { // 0: requests that have no source
                    links.add(new LinkKey(link.source(), link.destination()));
                }
            });
        }
        for (FromAgent.LinkActivity activity : activities) {
            view.get(Tables.SITE_BY_NAME, activity.sourceSite())
                    .ifPresent(source ->
                            view.get(Tables.SITE_BY_NAME, activity.destinationSite())
                                    .ifPresent(to -> links.add(new LinkKey(source, to))));
        }
        return new ArrayList<>(links);
    }

    private Answer show(Call call) {
        return Answer.ok(
                backend.read(view -> link(view, call.path("source"), call.path("destination"))));
    }

    private ObjectNode link(CatalogView view, String source, String destination) {
        return json(
                view,
                new LinkKey(Rses.siteId(view, source), Rses.siteId(view, destination)),
                backend.fleet().links());
    }

    private static ObjectNode json(
            CatalogView view, LinkKey link, List<FromAgent.LinkActivity> activities) {
        LinkRow row = LinkDefaults.of(view, link.source(), link.destination());
        String source = Rses.site(view, link.source()).name();
        String destination = Rses.site(view, link.destination()).name();
        ObjectNode json =
                Json.object()
                        .put("source", source)
                        .put("destination", destination)
                        .put("distance", row.distance())
                        .put("transfers_max", row.transfersMax())
                        .put("bytes_per_second_max", row.bytesPerSecondMax())
                        .put("enabled", row.enabled())
                        .put("protection", row.protection().name());
        json.set("queued", load(view, link, RequestState.QUEUED));
        json.set("submitted", load(view, link, RequestState.SUBMITTED));
        json.set("waiting", load(view, link, RequestState.WAITING));
        live(json, LinkState.of(activities, source, destination));
        json.set("shares", shares(view, link));
        return json;
    }

    private static void live(ObjectNode json, LinkState state) {
        json.put("bytes_per_second", state.bytesPerSecond()).put("transfers", state.transfers());
        state.rttMicros()
                .ifPresentOrElse(
                        rtt -> json.put("rtt_micros", rtt), () -> json.putNull("rtt_micros"));
        state.retransmitRatio()
                .ifPresentOrElse(
                        ratio -> json.put("retransmit_ratio", ratio),
                        () -> json.putNull("retransmit_ratio"));
        state.connections()
                .ifPresentOrElse(
                        count -> json.put("connections", count), () -> json.putNull("connections"));
        Json.text(json, "limited_by", state.limitedBy().map(Enum::name));
    }

    /// How a cap is dealt out now.
    private static ArrayNode shares(CatalogView view, LinkKey link) {
        List<ObjectNode> shares = new ArrayList<>();
        try (Cursor<LinkShareKey, LinkShareRow> rows =
                view.scan(
                        Tables.LINK_SHARES,
                        new LinkShareKey(link.source(), link.destination(), ""),
                        new LinkShareKey(link.source(), link.destination() + 1, ""))) {
            rows.forEachRemaining(row ->
                    shares.add(
                            Json.object()
                                    .put("agent", row.getKey().agent())
                                    .put("bytes_per_second_max", row.getValue().granted())
                                    .put("bytes_per_second_held", row.getValue().held())));
        }
        return Json.array(shares.stream());
    }

    private static ObjectNode load(CatalogView view, LinkKey link, RequestState state) {
        return Counts.files(LinkLoad.of(view, link, state));
    }

    private Answer set(Call call) {
        JsonInput body =
                call.body(
                        "distance",
                        "transfers_max",
                        "bytes_per_second_max",
                        "enabled",
                        "protection");
        String source = call.path("source");
        String destination = call.path("destination");
        backend.decide(
                Authorizer.admin(call.caller()),
                new SetLink(
                        source,
                        destination,
                        body.optionalInt("distance", 0, Integer.MAX_VALUE),
                        body.optionalInt("transfers_max", 1, SetLink.TRANSFERS_MAX),
                        body.optionalNumber("bytes_per_second_max"),
                        body.optionalFlag("enabled"),
                        body.optional("protection", Protection.class)));
        return Answer.ok(backend.read(view -> link(view, source, destination)));
    }
}
