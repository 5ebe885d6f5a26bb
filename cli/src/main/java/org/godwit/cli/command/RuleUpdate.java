package org.godwit.cli.command;

import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit rule update`.
@Command(
        name = "update",
        description = "Change a rule.",
        footer = {
            "",
            "Examples:  godwit rule update ID --lifetime 30d",
            "           godwit rule update ID --lifetime none --priority 5",
            "           godwit rule update ID --suspend --cancel-requests"
        })
final class RuleUpdate extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The rule.")
    private String id = "";

    @Option(
            names = "--lifetime",
            paramLabel = "TIME",
            description = "From now, as in 30d; none for ever.")
    private Optional<String> lifetime = Optional.empty();

    @Option(names = "--activity", paramLabel = "NAME", description = "Of its transfers.")
    private Optional<String> activity = Optional.empty();

    @Option(names = "--priority", paramLabel = "N", description = "From 1 to 5.")
    private Optional<Integer> priority = Optional.empty();

    @Option(names = "--locked", paramLabel = "yes|no", description = "Never delete it.")
    private Optional<YesNo> locked = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT", description = "For people.")
    private Optional<String> comment = Optional.empty();

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "Give it to another owner; for administrators.")
    private Optional<String> account = Optional.empty();

    @Option(
            names = {"--from", "--source-rses"},
            paramLabel = "EXPRESSION",
            description = "Copy from these RSEs alone; none for any.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--purge", paramLabel = "yes|no", description = "Copies go with it at once.")
    private Optional<YesNo> purge = Optional.empty();

    @Option(names = "--meta", paramLabel = "TEXT", description = "For workflow systems.")
    private Optional<String> meta = Optional.empty();

    @Option(
            names = "--child-rule-id",
            paramLabel = "ID",
            description = "Let it end only once that rule is OK; none to take it back.")
    private Optional<String> child = Optional.empty();

    @Option(names = "--stuck", description = "Mark what is not copied yet as stuck.")
    private boolean stuck;

    @Option(names = "--suspend", description = "Have it rest, as `rule suspend`.")
    private boolean suspend;

    @Option(
            names = "--cancel-requests",
            description = "With --stuck or --suspend: take transfers under way back.")
    private boolean cancel;

    @Option(names = "--boost-rule", description = "Try again now, as `rule retry`.")
    private boolean boost;

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        if ((stuck && suspend) || (cancel && !stuck && !suspend)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "give one of --stuck and --suspend, and --cancel-requests only with one of them");
        }
        Json changes = changes().build();
        engine.put(ApiPath.of("rules", id), changes);
        say("changed rule " + id);
        return ExitCode.OK;
    }

    private Json.ObjectBuilder changes() {
        Json.ObjectBuilder changes = Json.object();
        lifetime.ifPresent(text ->
                changes.put(
                        "lifetime",
                        text.equals("none")
                                ? Json.Literal.NULL
                                : Json.of(RuleFlags.seconds(text))));
        changes.putText("activity", activity)
                .putNumber("priority", priority)
                .putText("comment", comment)
                .putText("account", account)
                .putText("meta", meta);
        locked.ifPresent(answer -> changes.put("locked", answer.isYes()));
        purge.ifPresent(answer -> changes.put("purge_replicas", answer.isYes()));
        textOrNone(changes, "source_expression", source);
        textOrNone(changes, "child_rule_id", child);
        if (stuck || suspend) {
            changes.put("state", stuck ? "STUCK" : "SUSPENDED").put("cancel_requests", cancel);
        }
        if (boost) {
            changes.put("retry", true);
        }
        if (changes.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "nothing to change; give e.g. --lifetime, --activity, --priority, --locked or --comment");
        }
        return changes;
    }

    private static void textOrNone(
            Json.ObjectBuilder changes, String field, Optional<String> value) {
        value.ifPresent(text -> {
            if (text.equals("none")) {
                changes.put(field, Json.Literal.NULL);
            } else {
                changes.put(field, text);
            }
        });
    }
}
