package org.godwit.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;

/// Plans for people.
final class PlanText {
    private PlanText() {}

    /// In the form that the user asked for.
    static void show(Json plan, Output output) {
        if (output.isTable()) {
            print(plan, output.out());
        } else {
            output.show(plan, List.of(Column.text("id"), Column.text("words")));
        }
    }

    /// As text.
    static void print(Json plan, PrintWriter out) {
        for (Json rule : plan.at("rules").items()) {
            rule(rule, out);
        }
        for (Json link : plan.at("links").items()) {
            link(link, out);
        }
        for (Json quota : plan.at("quotas").items()) {
            quota(quota, out);
        }
        out.println(plan.at("words").text() + ".");
        out.println(
                "Plan %s: `godwit rule add --from-plan %s` does exactly that."
                        .formatted(plan.at("id").text(), plan.at("id").text()));
        out.flush();
    }

    private static void rule(Json rule, PrintWriter out) {
        out.println(rule.at("statement").text());
        out.println(
                "  %s copies (%s), of which %s are there and %s on their way; state %s"
                        .formatted(
                                rule.at("files").text(),
                                bytes(rule, "bytes"),
                                rule.at("files_present").text(),
                                rule.at("files_coming").text(),
                                rule.at("state").text()));
        for (Json at : rule.at("rses").items()) {
            boolean chosen = at.at("verdict").text().equals("CHOSEN");
            out.println(
                    chosen
                            ? "  + %s: %s copies (%s there already); it %s"
                                    .formatted(
                                            at.at("rse").text(),
                                            at.at("files").text(),
                                            at.at("files_present").text(),
                                            at.at("why").text())
                            : "  - %s: %s (%s)"
                                    .formatted(
                                            at.at("rse").text(),
                                            at.at("why").text(),
                                            at.at("verdict").text().toLowerCase(Locale.ROOT)));
        }
    }

    static void link(Json link, PrintWriter out) {
        String relay =
                link.at("after").isNull()
                        ? ""
                        : ", from the copies that " + link.at("source").text() + " gets";
        String time =
                link.at("seconds").isNull()
                        ? "no measurement of the last day"
                        : "about %s (%s to %s) at %s"
                                .formatted(
                                        time(link.at("seconds"), "likely"),
                                        time(link.at("seconds"), "low"),
                                        time(link.at("seconds"), "high"),
                                        Units.rate(
                                                link.at("bytes_per_second")
                                                        .at("likely")
                                                        .decimal()
                                                        .orElse(0)));
        out.println(
                "  %s→%s: %s files (%s)%s; %s of others before them; %s"
                        .formatted(
                                link.at("source").text(),
                                link.at("destination").text(),
                                link.at("files").text(),
                                bytes(link, "bytes"),
                                relay,
                                bytes(link, "bytes_queued"),
                                time));
    }

    private static String time(Json range, String which) {
        return Units.duration(Duration.ofSeconds(Math.round(range.at(which).decimal().orElse(0))));
    }

    private static void quota(Json quota, PrintWriter out) {
        out.println(
                "  limit at %s: %s used now, %s then, %s left"
                        .formatted(
                                quota.at("where").text(),
                                bytes(quota, "bytes_used"),
                                bytes(quota, "bytes_after"),
                                quota.at("bytes_left_after").isNull()
                                        ? "any number of bytes"
                                        : bytes(quota, "bytes_left_after")));
    }

    static String bytes(Json object, String field) {
        return Units.bytes(object.at(field).decimal().orElse(0));
    }
}
