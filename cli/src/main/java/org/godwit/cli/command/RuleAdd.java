package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
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
            "           godwit rule add demo:night-0042 --copies 2 --rses FR+US --lifetime 30d",
            "           godwit rule add --from-plan 7"
        })
final class RuleAdd extends ClientCommand {
    @Mixin private RuleFlags rule = new RuleFlags();

    @Option(names = "--watch", description = "Show its progress until all copies are there.")
    private boolean watch;

    @Mixin private WatchOptions watching = new WatchOptions();

    @Option(
            names = "--dry-run",
            description = "Only say what it would do, and keep the plan, as `rule plan`.")
    private boolean dryRun;

    @Option(
            names = "--from-plan",
            paramLabel = "ID",
            description = "Add the rules of this plan, exactly as planned.")
    private Optional<String> plan = Optional.empty();

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        if (dryRun) {
            Json found = rule.ask(engine, ApiPath.of("plans"), rule.body().build());
            PlanText.print(found, surroundings().out());
            return ExitCode.OK;
        }
        List<String> ids = added(engine).items().stream().map(Json::text).toList();
        ids.forEach(this::say);
        if (!watch) {
            return ExitCode.OK;
        }
        return watching.watch(engine, ids, surroundings());
    }

    private Json added(ApiClient engine) throws Exception {
        if (plan.isEmpty()) {
            return rule.ask(engine, ApiPath.of("rules"), rule.body().build());
        }
        if (!rule.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "--from-plan takes the rules from the plan; leave the others out");
        }
        return engine.post(ApiPath.of("plans", plan.get(), "apply"), Json.object().build());
    }
}
