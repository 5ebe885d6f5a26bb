package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Units;
import org.godwit.model.Grouping;
import org.godwit.model.Notification;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A rule on the command line: a statement, or DIDs and options named as Rucio's.
final class RuleFlags {
    @Parameters(
            paramLabel = "STATEMENT|SCOPE:NAME",
            arity = "0..*",
            description =
                    "keep N copies at EXPRESSION of SCOPE:NAME [for TIME] [as ACTIVITY] …"
                            + " (docs/rule-language.md). Quote it. Or what to keep, with options.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--did", paramLabel = "SCOPE:NAME", description = "What to keep; repeatable.")
    private List<String> dids = new ArrayList<>();

    @Option(names = "--copies", paramLabel = "N", description = "How many copies.")
    private Optional<Integer> copies = Optional.empty();

    @Option(
            names = {"--at", "--rses"},
            paramLabel = "EXPRESSION",
            description = "At which RSEs.")
    private Optional<String> at = Optional.empty();

    @Option(
            names = "--lifetime",
            paramLabel = "TIME",
            description = "As in 30d; a plain number counts seconds. Default: ever.")
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
            names = {"--from", "--source-rses"},
            paramLabel = "EXPRESSION",
            description = "Copy from these RSEs alone.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--weight",
            paramLabel = "ATTRIBUTE",
            description = "Prefer RSEs with more of this attribute.")
    private Optional<String> weight = Optional.empty();

    /// What comes first where no weight decides.
    enum Preferred {
        BALANCED,
        FREE_SPACE,
        NEAREST
    }

    @Option(
            names = "--prefer",
            paramLabel = "WHAT",
            description = "Which RSEs first: ${COMPLETION-CANDIDATES}. Default: BALANCED.")
    private Optional<Preferred> prefer = Optional.empty();

    @Option(
            names = "--distinct",
            paramLabel = "ATTRIBUTE",
            description = "No two copies where it is the same: country, site.")
    private Optional<String> distinct = Optional.empty();

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Its owner. Default: you.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT", description = "For people.")
    private Optional<String> comment = Optional.empty();

    @Option(
            names = "--notify",
            paramLabel = "WHEN",
            description = "Which events it tells of: ${COMPLETION-CANDIDATES}. Default: NO.")
    private Optional<Notification> notify = Optional.empty();

    @Option(names = "--ask-approval", description = "Wait until somebody approves of it.")
    private boolean approval;

    @Option(names = "--asynchronous", description = "Plan it after the answer.")
    private boolean asynchronous;

    @Option(
            names = "--delay-injection",
            paramLabel = "TIME",
            description = "Plan it only after so long; a plain number counts seconds.")
    private Optional<String> delay = Optional.empty();

    @Option(names = "--locked", description = "It can be neither deleted nor expire.")
    private boolean locked;

    @Option(names = "--purge", description = "Its copies may go at once when it ends.")
    private boolean purge;

    @Option(
            names = "--ignore-availability",
            description = "Take RSEs too that cannot be written now.")
    private boolean ignoreAvailability;

    @Option(
            names = "--split-container",
            description = "Make one rule for each dataset of a container.")
    private boolean split;

    @Option(
            names = "--ignore-account-limit",
            description = "Outside its owner's limits; for administrators.")
    private boolean ignoreLimit;

    @Option(names = "--meta", paramLabel = "TEXT", description = "For workflow systems.")
    private Optional<String> meta = Optional.empty();

    /// Asks the engine for something about this rule; a refusal shows the place in the statement.
    Json ask(ApiClient engine, ApiPath path, Json body) throws Exception {
        try {
            return engine.post(path, body);
        } catch (EngineException refusal) {
            // Places count in the text that was sent: of two, only the statement is sure.
            Optional<String> text = statement().or(() -> at);
            throw text.isPresent() ? PointedRefusal.of(text.get(), refusal) : refusal;
        }
    }

    /// What the words say if they are a statement; a shell has split it where quotes are missing.
    private Optional<String> statement() {
        boolean keep =
                !words.isEmpty()
                        && words.getFirst().strip().toLowerCase(Locale.ROOT).startsWith("keep");
        return keep || (words.size() == 1 && words.getFirst().contains(" "))
                ? Optional.of(String.join(" ", words))
                : Optional.empty();
    }

    /// Whether nothing is said of a rule.
    boolean isEmpty() {
        Json.ObjectBuilder options = Json.object();
        describe(options);
        return words.isEmpty()
                && dids.isEmpty()
                && copies.isEmpty()
                && at.isEmpty()
                && options.isEmpty();
    }

    /// The rule for the engine.
    Json.ObjectBuilder body() {
        Optional<String> text = statement();
        return text.isPresent() ? byStatement(text.get()) : byOptions();
    }

    /// A statement says it all; an option beside it would silently lose.
    private Json.ObjectBuilder byStatement(String text) {
        Json.ObjectBuilder options = Json.object();
        describe(options);
        if (!dids.isEmpty() || copies.isPresent() || at.isPresent() || !options.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a statement takes no option beside --account, --watch and --dry-run; write it into the statement, or give SCOPE:NAME, --copies and --at instead of one");
        }
        return Json.object().put("statement", text).putText("account", account);
    }

    private Json.ObjectBuilder byOptions() {
        List<String> all = new ArrayList<>(words);
        all.addAll(dids);
        if (all.isEmpty() || copies.isEmpty() || at.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the rule is missing; write e.g. \"keep 2 copies at FR+US of scope:name\", or give SCOPE:NAME, --copies and --at");
        }
        Json.ObjectBuilder rule =
                Json.object()
                        .put("dids", DidContents.rows(all))
                        .putNumber("copies", copies)
                        .putText("rse_expression", at);
        describe(rule);
        return rule.putText("account", account);
    }

    private void describe(Json.ObjectBuilder rule) {
        rule.putNumber("lifetime", lifetime.map(RuleFlags::seconds))
                .putText("grouping", grouping.map(Enum::name))
                .putText("activity", activity)
                .putNumber("priority", priority)
                .putText("source_expression", source)
                .putText("weight", weight)
                .putText("prefer", prefer.map(Enum::name))
                .putText("distinct", distinct)
                .putText("comment", comment)
                .putText("notify", notify.map(Enum::name))
                .putNumber("delay_injection", delay.map(RuleFlags::seconds))
                .putText("meta", meta);
        flag(rule, "ask_approval", approval);
        flag(rule, "asynchronous", asynchronous);
        flag(rule, "locked", locked);
        flag(rule, "purge_replicas", purge);
        flag(rule, "ignore_availability", ignoreAvailability);
        flag(rule, "split_container", split);
        flag(rule, "ignore_account_limit", ignoreLimit);
    }

    private static void flag(Json.ObjectBuilder rule, String field, boolean value) {
        if (value) {
            rule.put(field, true);
        }
    }

    /// A time in seconds; a plain number is one, as in Rucio.
    static long seconds(String text) {
        return Units.parseDuration(text.chars().allMatch(Character::isDigit) ? text + "s" : text)
                .toSeconds();
    }
}
