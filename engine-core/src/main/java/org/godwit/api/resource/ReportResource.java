package org.godwit.api.resource;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.model.Link;
import org.godwit.model.Names;
import org.godwit.report.ThroughputQuery;
import org.godwit.report.ThroughputReport;
import org.godwit.report.ThroughputRow;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Reports on demand.
final class ReportResource implements Resource {
    private static final Duration RANGE_DEFAULT = Duration.ofHours(1);
    private static final long PERIOD_SECONDS_MAX = 1_000_000_000;

    private final Backend backend;
    private final EngineClock clock;

    ReportResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/reports/throughput", this::throughput)
                        .withQuery("from", "to", "period", "link", "activity"));
    }

    private Answer throughput(Call call) {
        Instant to = time(call, "to").orElseGet(clock::now);
        Instant from = time(call, "from").orElse(to.minus(RANGE_DEFAULT));
        Optional<Duration> period =
                call.queryNumber("period", 1, PERIOD_SECONDS_MAX).map(Duration::ofSeconds);
        return Rows.of(
                backend,
                (view, sink) ->
                        ThroughputReport.write(
                                view,
                                ThroughputQuery.of(
                                        from,
                                        to,
                                        period,
                                        call.query("link").map(text -> link(view, text)),
                                        call.query("activity")),
                                row -> sink.row(json(row))));
    }

    private static Link link(CatalogView view, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "link \"" + Names.printable(text) + "\": write it as SOURCE:DESTINATION");
        }
        return new Link(
                Rses.siteId(view, text.substring(0, colon)),
                Rses.siteId(view, text.substring(colon + 1)));
    }

    private static Optional<Instant> time(Call call, String name) {
        return call.query(name)
                .map(text -> {
                    try {
                        return Instant.parse(text);
                    } catch (DateTimeException e) {
                        throw new EngineException(
                                ErrorCode.INVALID_INPUT,
                                name
                                        + " is \""
                                        + Names.printable(text)
                                        + "\": give a time such as 2026-11-23T07:00:00Z",
                                e);
                    }
                });
    }

    private static ObjectNode json(ThroughputRow row) {
        ObjectNode json =
                Json.object()
                        .put("from", row.from().toString())
                        .put("to", row.to().toString())
                        .put("link", row.link())
                        .put("source", row.source())
                        .put("destination", row.destination())
                        .put("files", row.files())
                        .put("bytes", row.bytes())
                        .put("bytes_written", row.bytesWritten())
                        .put("mean_bytes_per_second", row.mean())
                        .put("busy_mean_bytes_per_second", row.busyMean())
                        .put("busy_fraction", row.busyFraction())
                        .put("peak_10s_bytes_per_second", row.peak10Rate())
                        .put("peak_60s_bytes_per_second", row.peak60Rate());
        share(json, "success_by_files", row.successByFiles());
        share(json, "success_by_bytes", row.successByBytes());
        json.put("failed_attempts", row.failedAttempts());
        ObjectNode failures = Json.object();
        new TreeMap<>(row.failures()).forEach((cause, n) -> failures.put(cause.name(), n));
        json.set("failures", failures);
        ObjectNode limited = Json.object();
        new TreeMap<>(row.limited()).forEach((stage, bytes) -> limited.put(stage.name(), bytes));
        json.set("limited_by_bytes", limited);
        json.put("limited_by_unknown_bytes", row.limitUnknown());
        json.put("limited_by", row.limitText());
        return json;
    }

    private static void share(ObjectNode json, String field, Optional<Double> share) {
        share.ifPresentOrElse(value -> json.put(field, value), () -> json.putNull(field));
    }
}
