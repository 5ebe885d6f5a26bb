package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit subscription`.
@Command(
        name = "subscription",
        description = "Subscriptions: rules for data that is still to come.",
        subcommands = {
            SubscriptionCommand.Add.class,
            SubscriptionCommand.ListSubscriptions.class,
            SubscriptionCommand.Show.class,
            SubscriptionCommand.Update.class,
            SubscriptionCommand.Reevaluate.class
        })
final class SubscriptionCommand extends Noun {
    /// What a subscription says.
    static final class Terms {
        @Option(
                names = "--filter",
                paramLabel = "KEY=VALUE",
                description =
                        "What data must be like; repeatable. Keys: scope, pattern, excluded_pattern,"
                                + " account, did_type, or any key of the metadata. Several values"
                                + " of a key: any of them. * stands for any characters.")
        private List<String> filters = new ArrayList<>();

        @Option(
                names = "--rule",
                paramLabel = "STATEMENT",
                description = "A rule to make, without `of`; repeatable.")
        private List<String> rules = new ArrayList<>();

        @Option(names = "--comment", paramLabel = "TEXT", description = "For people.")
        private Optional<String> comment = Optional.empty();

        @Option(
                names = "--lifetime",
                paramLabel = "TIME",
                description = "How long it makes rules. Default: for ever.")
        private Optional<String> lifetime = Optional.empty();

        Json.ObjectBuilder body() {
            Json.ObjectBuilder body = Json.object();
            if (!filters.isEmpty()) {
                body.put("filter", filter());
            }
            if (!rules.isEmpty()) {
                body.put("rules", Json.ofTexts(rules));
            }
            return body.putText("comment", comment)
                    .putNumber("lifetime", lifetime.map(RuleFlags::seconds));
        }

        Json filter() {
            Map<String, List<String>> values = new LinkedHashMap<>();
            for (String text : filters) {
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT,
                            "\"" + text + "\" is no filter; write e.g. --filter scope=lsst");
                }
                values.computeIfAbsent(text.substring(0, equals), _ -> new ArrayList<>())
                        .add(text.substring(equals + 1));
            }
            Json.ObjectBuilder filter = Json.object();
            values.forEach((key, texts) -> filter.put(key, Json.ofTexts(texts)));
            return filter.build();
        }
    }

    /// Whose it is.
    static final class Owner {
        @Option(names = "--account", paramLabel = "ACCOUNT", description = "Whose. Default: yours.")
        private Optional<String> account = Optional.empty();

        ApiPath path(ApiClient engine, String name, String... rest) throws Exception {
            String owner =
                    account.isPresent()
                            ? account.get()
                            : engine.get(ApiPath.of("whoami")).at("account").text();
            List<String> segments = new ArrayList<>(List.of("subscriptions", owner, name));
            segments.addAll(List.of(rest));
            return ApiPath.of(segments.toArray(String[]::new));
        }
    }

    @Command(
            name = "add",
            description = "Make rules for all new datasets and containers that a filter matches.",
            footer = {
                "",
                "Example:  godwit subscription add raw --filter scope=lsst --filter datatype=RAW*",
                "              --rule \"keep 2 copies at FR+US for 30 days\" --retroactive"
            })
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Mixin private Terms terms = new Terms();

        @Mixin private Owner owner = new Owner();

        @Option(names = "--retroactive", description = "For the data that is there already, too.")
        private boolean retroactive;

        @Option(names = "--dry-run", description = "Only list which data it would match now.")
        private boolean dryRun;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            if (dryRun) {
                preview(
                        engine.post(
                                owner.path(engine, name, "preview"),
                                Json.object().put("filter", terms.filter()).build()),
                        this);
                return ExitCode.OK;
            }
            engine.post(owner.path(engine, name), terms.body().build());
            if (retroactive) {
                engine.post(owner.path(engine, name, "reevaluate"), Json.object().build());
            }
            say("added subscription " + name);
            return ExitCode.OK;
        }
    }

    private static void preview(Json found, ClientCommand command) {
        found.at("dids").items().forEach(did -> command.say(did.text()));
        command.say(
                "%s datasets and containers match%s"
                        .formatted(
                                found.at("matched").text(),
                                found.at("complete").isTrue()
                                        ? ""
                                        : " of those that were looked at; there are more"));
    }

    @Command(name = "list", description = "List the subscriptions.")
    static final class ListSubscriptions extends ReadCommand {
        @Option(names = "--account", paramLabel = "ACCOUNT", description = "Of this account.")
        private Optional<String> account = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("subscriptions").with("account", account),
                    output,
                    List.of(
                            Column.text("name"),
                            Column.text("account"),
                            Column.text("state"),
                            Column.count("matched"),
                            Column.text("filter"),
                            Column.text("rules")));
        }
    }

    @Command(name = "show", description = "Show a subscription.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "NAME", description = "The subscription.")
        private String name = "";

        @Mixin private Owner owner = new Owner();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(
                    engine.get(owner.path(engine, name)),
                    List.of(
                            Column.text("id"),
                            Column.text("name"),
                            Column.text("account"),
                            Column.text("state"),
                            Column.text("error").named("REASON"),
                            Column.text("filter"),
                            Column.text("rules"),
                            Column.text("comment"),
                            Column.count("matched"),
                            Column.text("reevaluating"),
                            Column.text("expires_at").named("EXPIRES"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("updated_at").named("UPDATED")));
        }
    }

    @Command(
            name = "update",
            description = "Change a subscription; the rules that it has made stay.",
            footer = {"", "Example:  godwit subscription update raw --inactive"})
    static final class Update extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "The subscription.")
        private String name = "";

        @Mixin private Terms terms = new Terms();

        @Mixin private Owner owner = new Owner();

        @Option(names = "--active", description = "Have it make rules.")
        private boolean active;

        @Option(names = "--inactive", description = "Have it rest.")
        private boolean inactive;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder body = terms.body();
            if (active != inactive) {
                body.put("state", active ? "ACTIVE" : "INACTIVE");
            }
            if (body.isEmpty() || (active && inactive)) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "nothing to change, or both --active and --inactive; give e.g. --filter, --rule or --inactive");
            }
            engine.put(owner.path(engine, name), body.build());
            say("changed subscription " + name);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "reevaluate",
            description = "Make its rules for the data that is there already, too.",
            footer = {"", "Example:  godwit subscription reevaluate raw --dry-run"})
    static final class Reevaluate extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "The subscription.")
        private String name = "";

        @Mixin private Owner owner = new Owner();

        @Option(names = "--dry-run", description = "Only list which data that would be.")
        private boolean dryRun;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            if (dryRun) {
                preview(
                        engine.post(owner.path(engine, name, "preview"), Json.object().build()),
                        this);
                return ExitCode.OK;
            }
            engine.post(owner.path(engine, name, "reevaluate"), Json.object().build());
            say("subscription %s looks at all data".formatted(name));
            return ExitCode.OK;
        }
    }
}
