package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit replica find`.
@Command(
        name = "find",
        description = "Say which copies lie at a path or URL.",
        footer = {
            "",
            "What stands before the path in a URL is the storage's own: any place that ends with a",
            "copy's path finds it. A place where nothing lies has no line.",
            "Examples:  godwit replica find https://se.example.org/store/demo/0f/a1/e1.fits",
            "           godwit replica find nights/0042/e1.fits --rse FR-DISK"
        })
final class ReplicaFind extends ReadCommand {
    @Parameters(paramLabel = "PFN", arity = "1..*", description = "Paths or URLs, at most 10,000.")
    private List<String> places = List.of();

    @Option(names = "--rse", paramLabel = "RSE", description = "Only at this RSE.")
    private Optional<String> rse = Optional.empty();

    @Override
    void read(ApiClient engine, Output output) throws Exception {
        Json question = Json.object().put("pfns", Json.ofTexts(places)).putText("rse", rse).build();
        List<Column> columns =
                List.of(
                        Column.text("scope"),
                        Column.text("name"),
                        Column.text("rse"),
                        Column.state("state"),
                        Column.text("path"),
                        Column.text("pfn"));
        try (Rows rows = output.rows(columns)) {
            engine.stream(ApiPath.of("replicas", "find"), question, rows::add);
        }
    }
}
