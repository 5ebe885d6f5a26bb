package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.agent.doctor.Diagnosis;
import org.godwit.agent.doctor.Finding;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;

/// Prints what the doctor found: for people a table, what to set, and a last sentence; as JSON and
/// YAML one document; as CSV and JSON lines a row for each check.
final class DiagnosisText {
    private static final List<Column> FOR_PEOPLE =
            List.of(Column.text("check"), Column.state("state"), Column.text("finding"));
    private static final List<Column> ALL =
            List.of(
                    Column.text("name"),
                    Column.text("subject"),
                    Column.state("state"),
                    Column.text("finding"),
                    Column.text("advice"),
                    Column.count("bytes_per_second_max"));

    private DiagnosisText() {}

    static void print(Diagnosis diagnosis, Output output) {
        switch (output.format()) {
            case json, yaml -> output.show(document(diagnosis), ALL);
            case jsonl, csv -> rows(diagnosis, output, ALL);
            case table -> {
                rows(diagnosis, output, FOR_PEOPLE);
                advice(diagnosis, output);
                output.say("");
                output.say(diagnosis.summary());
            }
        }
    }

    private static void rows(Diagnosis diagnosis, Output output, List<Column> columns) {
        try (Rows rows = output.rows(columns)) {
            diagnosis.findings().forEach(finding -> rows.add(row(finding, output.format())));
        }
    }

    /// Commands on lines of their own, so that they can be copied.
    private static void advice(Diagnosis diagnosis, Output output) {
        List<Finding> advised =
                diagnosis.findings().stream().filter(f -> f.advice().isPresent()).toList();
        if (advised.isEmpty()) {
            return;
        }
        output.say("");
        output.say("What to do:");
        for (Finding finding : advised) {
            output.say("  # %s: %s".formatted(finding.title(), finding.health().word()));
            output.say("  " + finding.advice().orElseThrow());
        }
    }

    private static Json document(Diagnosis diagnosis) {
        return Json.object()
                .put("bytes_per_second_wanted", diagnosis.goal().bytesPerSecond())
                .put("rtt_ms", diagnosis.goal().rtt().toMillis())
                .put("reachable", diagnosis.reachable())
                .put(
                        "limit",
                        diagnosis
                                .limit()
                                .map(finding -> row(finding, Format.json))
                                .orElse(Json.Literal.NULL))
                .put("summary", diagnosis.summary())
                .put(
                        "checks",
                        Json.of(
                                diagnosis.findings().stream()
                                        .map(finding -> row(finding, Format.json))
                                        .toList()))
                .build();
    }

    private static Json row(Finding finding, Format format) {
        Json.ObjectBuilder row = Json.object();
        if (format == Format.table) {
            row.put("check", finding.title());
        }
        return row.put("name", finding.name())
                .put("subject", orNull(finding.subject()))
                .put("state", finding.health().word())
                .put("finding", finding.text())
                .put("advice", orNull(finding.advice()))
                .put(
                        "bytes_per_second_max",
                        finding.bytesPerSecondMax().isPresent()
                                ? Json.of(finding.bytesPerSecondMax().getAsLong())
                                : Json.Literal.NULL)
                .build();
    }

    private static Json orNull(Optional<String> text) {
        return text.map(Json::of).orElse(Json.Literal.NULL);
    }
}
