package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit rule add`: by a statement, or by options.
@Command(
        name = "add",
        description = "Add a rule; prints its id, one a line if it makes several.",
        footer = {
            "",
            "Examples:  godwit rule add \"keep 2 copies at FR+US of demo:night-0042\" --watch",
            "           godwit rule add \"keep 1 copy at tape&US of demo:night-0042 for 30 days\"",
            "           godwit rule add demo:night-0042 --copies 2 --rses FR+US --lifetime 30d"
        })
final class RuleAdd extends ClientCommand {
    @Mixin private RuleFlags rule = new RuleFlags();

    @Option(names = "--watch", description = "Show its progress until all copies are there.")
    private boolean watch;

    @Mixin private WatchOptions watching = new WatchOptions();

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        List<String> ids =
                rule.ask(engine, ApiPath.of("rules"), rule.body().build()).items().stream()
                        .map(Json::text)
                        .toList();
        ids.forEach(this::say);
        if (!watch) {
            return ExitCode.OK;
        }
        return watching.watch(engine, ids, surroundings());
    }
}
