package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `godwit rule watch`.
@Command(
        name = "watch",
        description = "Show the progress of rules until all their copies are there.",
        footer = {
            "",
            "Exit code 0: all is there. With --timeout: 9 if it was not there in time, 8 if a rule was stuck.",
            "Example:  godwit rule watch ID --timeout 2h"
        })
final class RuleWatch extends ClientCommand {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "The rules.")
    private List<String> ids = List.of();

    @Mixin private WatchOptions watching = new WatchOptions();

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        return watching.watch(engine, ids, surroundings());
    }
}
