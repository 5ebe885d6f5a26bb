package org.godwit.api.resource;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
import org.godwit.engine.probe.Probe;
import org.godwit.engine.probe.ProbeRequest;
import org.godwit.engine.probe.ProbeResult;
import org.godwit.message.DiskRates;
import org.godwit.message.ProbeSample;
import org.godwit.message.ToAgent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Measurements of links. Whoever asked looks again until it is over: that is also what lets time
/// pass for a probe.
final class LinkProbeResource implements Resource {
    private static final String PROBE = "/godwit/v1/probes/{id}";
    private static final int SECONDS = 10;

    private final Backend backend;

    LinkProbeResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(
                        "/godwit/v1/links/{source}/{destination}/probe", Access.ADMIN, this::start),
                Route.get(PROBE, this::show),
                Route.delete(PROBE, Access.ADMIN, this::cancel));
    }

    private Answer start(Call call) {
        JsonInput body = call.body("seconds", "bytes_per_second_max", "disks");
        ProbeRequest request =
                new ProbeRequest(
                        call.path("source"),
                        call.path("destination"),
                        body.optionalInt("seconds", 1, ToAgent.Probe.SECONDS_MAX).orElse(SECONDS),
                        body.optionalNumber("bytes_per_second_max").orElse(0L),
                        body.optionalFlag("disks").orElse(true));
        return Answer.created(json(backend.probe(Authorizer.admin(call.caller()), request)));
    }

    private Answer show(Call call) {
        return Answer.ok(json(backend.probes().look(call.path("id"))));
    }

    private Answer cancel(Call call) {
        Permit _ = Authorizer.admin(call.caller());
        return Answer.ok(json(backend.probes().cancel(call.path("id"))));
    }

    private static ObjectNode json(Probe probe) {
        ObjectNode json =
                Json.object()
                        .put("id", probe.id())
                        .put("source", probe.request().source())
                        .put("destination", probe.request().destination())
                        .put("source_agent", probe.sourceAgent())
                        .put("destination_agent", probe.destinationAgent())
                        .put("seconds", probe.request().seconds())
                        .put("bytes_per_second_max", probe.bytesPerSecondMax())
                        .put("state", word(probe.state()));
        if (probe.reason().isEmpty()) {
            json.putNull("reason");
        } else {
            json.put("reason", probe.reason());
        }
        json.set("samples", Json.array(probe.samples().stream().map(LinkProbeResource::json)));
        json.put("damaged_blocks", probe.damagedBlocks());
        probe.result().ifPresent(result -> json.set("result", json(result)));
        json.set("disks", disks(probe));
        return json;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(ProbeSample sample) {
        return Json.object()
                .put("bytes_per_second", sample.bytesPerSecond())
                .put("connections", sample.connections())
                .put("rtt_ms", sample.rttMicros() / 1e3)
                .put("rtt_ms_min", sample.minRttMicros() / 1e3)
                .put("retransmitted", sample.retransmittedPpm() / 1e6)
                .put("limited_by", word(sample.limitedBy()));
    }

    private static ObjectNode json(ProbeResult result) {
        return Json.object()
                .put("bytes_per_second", result.bytesPerSecond())
                .put("connections", result.connections())
                .put("rtt_ms", result.rttMicros() / 1e3)
                .put("rtt_ms_min", result.minRttMicros() / 1e3)
                .put("retransmitted", result.retransmittedPpm() / 1e6)
                .put("limited_by", word(result.limitedBy()));
    }

    private static ArrayNode disks(Probe probe) {
        Stream<JsonNode> source =
                probe.sourceDisks().stream().map(disk -> json(disk, probe.request().source()));
        Stream<JsonNode> destination =
                probe.destinationDisks().stream()
                        .map(disk -> json(disk, probe.request().destination()));
        return Json.array(Stream.concat(source, destination));
    }

    private static ObjectNode json(DiskRates disk, String site) {
        ObjectNode json =
                Json.object()
                        .put("site", site)
                        .put("rse", disk.rse())
                        .put("filesystem", disk.filesystem())
                        .put("direct", disk.direct())
                        .put("read_bytes_per_second", disk.readBytesPerSecond())
                        .put("write_bytes_per_second", disk.writeBytesPerSecond());
        return disk.problem().isEmpty()
                ? json.putNull("problem")
                : json.put("problem", disk.problem());
    }
}
