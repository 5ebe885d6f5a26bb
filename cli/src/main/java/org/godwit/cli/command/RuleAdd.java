package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Units;
import org.godwit.model.Grouping;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit rule add`: by a statement, or by options.
@Command(
        name = "add",
        description = "Add a rule; prints its id, one a line if it makes several.",
        footer = {
            "",
            "Examples:  godwit rule add \"keep 2 copies at FR+US of demo:night-0042\" --watch",
            "           godwit rule add \"keep 1 copy at tape&US of demo:night-0042 for 30 days\"",
            "           godwit rule add --did demo:night-0042 --copies 2 --at FR+US --lifetime 30d"
        })
final class RuleAdd extends ClientCommand {
    @Parameters(
            paramLabel = "STATEMENT",
            arity = "0..1",
            description =
                    "keep N copies at EXPRESSION of SCOPE:NAME [for TIME] [as ACTIVITY] …"
                            + " (docs/rule-language.md). Quote it.")
    private Optional<String> statement = Optional.empty();

    @Option(names = "--did", paramLabel = "SCOPE:NAME", description = "What to keep; repeatable.")
    private List<String> dids = new ArrayList<>();

    @Option(names = "--copies", paramLabel = "N", description = "How many copies.")
    private Optional<Integer> copies = Optional.empty();

    @Option(names = "--at", paramLabel = "EXPRESSION", description = "At which RSEs.")
    private Optional<String> at = Optional.empty();

    @Option(names = "--lifetime", paramLabel = "TIME", description = "As in 30d. Default: ever.")
    private Optional<String> lifetime = Optional.empty();

    @Option(
            names = "--grouping",
            paramLabel = "HOW",
            description = "Which files stay together: ${COMPLETION-CANDIDATES}. Default: DATASET.")
    private Optional<Grouping> grouping = Optional.empty();

    @Option(names = "--activity", paramLabel = "NAME", description = "Of its transfers.")
    private Optional<String> activity = Optional.empty();

    @Option(names = "--priority", paramLabel = "N", description = "From 1 to 5. Default: 3.")
    private Optional<Integer> priority = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "EXPRESSION",
            description = "Copy from these RSEs alone.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--weight",
            paramLabel = "ATTRIBUTE",
            description = "Prefer RSEs with more of this attribute.")
    private Optional<String> weight = Optional.empty();

    @Option(
            names = "--distinct",
            paramLabel = "ATTRIBUTE",
            description = "No two copies where it is the same: country, site.")
    private Optional<String> distinct = Optional.empty();

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Its owner. Default: you.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT", description = "For people.")
    private Optional<String> comment = Optional.empty();

    @Option(names = "--watch", description = "Show its progress until all copies are there.")
    private boolean watch;

    @Mixin private WatchOptions watching = new WatchOptions();

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        Json rule = statement.isPresent() ? byStatement(statement.get()) : byOptions();
        List<String> ids = add(engine, rule);
        ids.forEach(this::say);
        if (!watch) {
            return ExitCode.OK;
        }
        return watching.watch(engine, ids, surroundings());
    }

    private List<String> add(ApiClient engine, Json rule) throws Exception {
        try {
            return engine.post(ApiPath.of("rules"), rule).items().stream().map(Json::text).toList();
        } catch (EngineException refusal) {
            // Places count in the text that was sent: of two, only the statement is sure.
            Optional<String> text = statement.isPresent() ? statement : at;
            throw text.isPresent() ? PointedRefusal.of(text.get(), refusal) : refusal;
        }
    }

    /// A statement says it all; an option beside it would silently lose.
    private Json byStatement(String text) {
        Json.ObjectBuilder options = Json.object();
        describe(options);
        if (!dids.isEmpty() || copies.isPresent() || at.isPresent() || !options.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a statement takes no option beside --account and --watch; write it into the statement, or give --did, --copies and --at instead of one");
        }
        return Json.object().put("statement", text).putText("account", account).build();
    }

    private Json byOptions() {
        if (dids.isEmpty() || copies.isEmpty() || at.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the rule is missing; write e.g. \"keep 2 copies at FR+US of scope:name\", or give --did, --copies and --at");
        }
        Json.ObjectBuilder rule =
                Json.object()
                        .put("dids", DidContents.rows(dids))
                        .putNumber("copies", copies)
                        .putText("rse_expression", at);
        describe(rule);
        return rule.putText("account", account).build();
    }

    private void describe(Json.ObjectBuilder rule) {
        rule.putNumber("lifetime", lifetime.map(text -> Units.parseDuration(text).toSeconds()))
                .putText("grouping", grouping.map(Enum::name))
                .putText("activity", activity)
                .putNumber("priority", priority)
                .putText("source_expression", source)
                .putText("weight", weight)
                .putText("distinct", distinct)
                .putText("comment", comment);
    }
}
