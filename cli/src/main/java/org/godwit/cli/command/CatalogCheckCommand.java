package org.godwit.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogChecker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit catalog check`: by the running engine, or on the directory of one that is stopped.
@Command(
        name = "check",
        description = {
            "Read every file of the catalogue, and compare every index and counter with a full"
                    + " scan, and every invariant.",
            "Without DIR the running engine does it, on a snapshot, while it goes on working."
        },
        footer = {
            "",
            "Exit code 0: no difference. 1: differences, which are printed.",
            "Examples:  godwit catalog check",
            "           godwit catalog check /var/lib/godwit/catalog"
        })
final class CatalogCheckCommand extends GodwitCommand {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final ApiPath CHECK = ApiPath.of("catalog", "check");

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The directory of a catalogue whose engine is stopped.")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--findings",
            paramLabel = "N",
            description = "Print at most so many differences. Default: 100.")
    private int findingsMax = 100;

    @Option(
            names = "--attach",
            description = "Follow the check that the engine does already, or show the last one.")
    private boolean attach;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Override
    protected ExitCode run() throws Exception {
        CheckReport report;
        try (CheckProgress progress = new CheckProgress(surroundings())) {
            report =
                    directory.isPresent()
                            ? offline(directory.get(), progress)
                            : online(connection.connect(surroundings()), progress);
        }
        CatalogCommand.print(surroundings(), report);
        return report.clean() ? ExitCode.OK : ExitCode.ERROR;
    }

    private CheckReport offline(Path where, CheckProgress progress) {
        try (RocksCatalog catalog = CatalogCommand.open(where)) {
            return CatalogChecker.check(catalog, findingsMax, progress);
        }
    }

    private CheckReport online(ApiClient engine, CheckProgress progress) throws Exception {
        Json state = attach ? engine.get(CHECK) : engine.post(CHECK, Json.object().build());
        while (state.at("state").text().equals("running")) {
            progress.at(state.at("doing").text(), state.at("done").number());
            surroundings().clock().sleep(LOOK_EVERY);
            state = engine.get(CHECK);
        }
        if (state.at("state").text().equals("failed")) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "the check was not finished: " + state.at("failure").text());
        }
        List<Finding> findings =
                state.at("findings").items().stream()
                        .limit(findingsMax)
                        .map(CatalogCheckCommand::finding)
                        .toList();
        return new CheckReport(
                state.at("rows").number(), findings, state.at("findings_total").number());
    }

    private static Finding finding(Json finding) {
        return new Finding(
                finding.at("table").text(),
                finding.at("key").text(),
                finding.at("problem").text(),
                Optional.empty());
    }
}
