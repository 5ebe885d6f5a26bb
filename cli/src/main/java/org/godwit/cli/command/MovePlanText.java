package org.godwit.cli.command;

import java.io.PrintWriter;
import java.util.List;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;

/// Plans to move copies between RSEs, for people.
final class MovePlanText {
    private MovePlanText() {}

    /// In the form that the user asked for.
    static void show(Json plan, Output output) {
        if (!output.isTable()) {
            output.show(plan, List.of(Column.text("id"), Column.text("words")));
            return;
        }
        PrintWriter out = output.out();
        for (Json rule : plan.at("moving").items()) {
            out.println(
                    "  + rule %s of %s (%s): %s copies (%s) from %s to %s"
                            .formatted(
                                    rule.at("rule").text(),
                                    rule.at("did").text(),
                                    rule.at("account").text(),
                                    rule.at("files").text(),
                                    PlanText.bytes(rule, "bytes"),
                                    names(rule.at("from")),
                                    rule.at("to").items().isEmpty()
                                            ? "wherever there is room when its turn comes"
                                            : names(rule.at("to"))));
        }
        for (Json rule : plan.at("staying").items()) {
            staying(rule, out);
        }
        for (Json link : plan.at("links").items()) {
            PlanText.link(link, out);
        }
        for (Json fill : plan.at("fills").items()) {
            out.println(
                    "  %s: %s now, %s then"
                            .formatted(
                                    fill.at("rse").text(),
                                    PlanText.bytes(fill, "bytes_before"),
                                    PlanText.bytes(fill, "bytes_after")));
        }
        for (Json file : plan.at("last_copies").at("examples").items()) {
            out.println("  ! no other good copy: " + file.text());
        }
        out.println(plan.at("words").text() + ".");
        out.flush();
    }

    /// A rule whose copies stay, and what to do.
    static void staying(Json rule, PrintWriter out) {
        out.println(
                "  - rule %s of %s (%s): %s copies (%s) stay: %s; %s"
                        .formatted(
                                rule.at("rule").text(),
                                rule.at("did").text(),
                                rule.at("account").text(),
                                rule.at("files").text(),
                                PlanText.bytes(rule, "bytes"),
                                rule.at("why").text(),
                                rule.at("advice").text()));
    }

    private static String names(Json list) {
        return String.join(", ", list.items().stream().map(Json::text).toList());
    }
}
