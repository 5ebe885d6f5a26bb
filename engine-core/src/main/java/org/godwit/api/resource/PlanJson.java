package org.godwit.api.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.godwit.api.web.Json;
import org.godwit.catalog.schema.Count;
import org.godwit.report.Units;
import org.godwit.rule.Forecast;
import org.godwit.rule.Limits;
import tools.jackson.databind.node.ObjectNode;

/// Plans as JSON.
final class PlanJson {
    private PlanJson() {}

    static ObjectNode of(Forecast plan) {
        ObjectNode json = Json.object();
        json.set("rules", Json.array(plan.rules().stream().map(PlanJson::rule)));
        json.set("links", Json.array(plan.links().stream().map(PlanJson::link)));
        json.set("quotas", Json.array(plan.quotas().stream().map(PlanJson::quota)));
        Count moved =
                plan.links().stream().map(Forecast.OnLink::moved).reduce(Count.ZERO, Count::plus);
        json.put("files_to_move", moved.items()).put("bytes_to_move", moved.bytes());
        range(json, "seconds", plan.seconds());
        json.put("exact", plan.exact());
        json.put("words", words(plan, moved));
        return json;
    }

    private static ObjectNode rule(Forecast.OfRule rule) {
        ObjectNode json =
                Json.object().put("statement", rule.statement()).put("state", rule.state().name());
        count(json, "", rule.files());
        count(json, "_present", rule.present());
        count(json, "_coming", rule.coming());
        json.set(
                "rses",
                Json.array(
                        rule.rses().stream()
                                .map(at -> {
                                    ObjectNode rse =
                                            Json.object()
                                                    .put("rse", at.rse())
                                                    .put("verdict", at.verdict().name())
                                                    .put("why", at.why());
                                    count(rse, "", at.files());
                                    count(rse, "_present", at.present());
                                    return rse;
                                })));
        return json;
    }

    static ObjectNode link(Forecast.OnLink link) {
        ObjectNode json =
                Json.object().put("source", link.source()).put("destination", link.destination());
        Json.text(json, "after", link.after());
        count(json, "", link.moved());
        count(json, "_queued", link.queued());
        range(json, "bytes_per_second", link.rate());
        range(json, "seconds", link.seconds());
        return json;
    }

    private static ObjectNode quota(Forecast.OfQuota quota) {
        ObjectNode json =
                Json.object()
                        .put("where", quota.where())
                        .put("bytes_limit", quota.limit())
                        .put("bytes_used", quota.used())
                        .put("bytes_after", quota.after());
        if (quota.limit() == Limits.INFINITE) {
            json.putNull("bytes_left_after");
        } else {
            json.put("bytes_left_after", Math.max(0, quota.limit() - quota.after()));
        }
        return json;
    }

    private static void count(ObjectNode json, String what, Count count) {
        json.put("files" + what, count.items()).put("bytes" + what, count.bytes());
    }

    /// Low, likely and high, or null.
    static void range(ObjectNode json, String field, Optional<Forecast.Range> range) {
        range.ifPresentOrElse(
                known ->
                        json.set(
                                field,
                                Json.object()
                                        .put("low", Math.round(known.low()))
                                        .put("likely", Math.round(known.likely()))
                                        .put("high", Math.round(known.high()))),
                () -> json.putNull(field));
    }

    private static String words(Forecast plan, Count moved) {
        if (moved.items() == 0) {
            return "nothing has to be copied";
        }
        String what =
                "%s%,d files, %s to copy"
                        .formatted(
                                plan.exact() ? "" : "about ",
                                moved.items(),
                                Units.bytes(moved.bytes()));
        List<String> unmeasured =
                plan.links().stream()
                        .filter(link -> link.rate().isEmpty())
                        .map(link -> link.source() + "→" + link.destination())
                        .toList();
        if (!unmeasured.isEmpty()) {
            return what
                    + "; how long that takes is not known, since nothing moved on "
                    + String.join(", ", unmeasured)
                    + " in the last day (`godwit link probe` measures a link)";
        }
        return plan.seconds()
                .map(time ->
                        "%s in about %s (%s to %s)"
                                .formatted(
                                        what,
                                        time(time.likely()),
                                        time(time.low()),
                                        time(time.high())))
                .orElse(what);
    }

    static String time(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        if (seconds < 7_200) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }
}
