package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.RuleState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit rule`.
@Command(
        name = "rule",
        description = "Rules: how many copies of what, where, for how long.",
        subcommands = {
            RuleAdd.class,
            RuleCommand.ListRules.class,
            RuleCommand.Show.class,
            RuleWatch.class,
            RuleUpdate.class,
            RuleCommand.Retry.class,
            RuleCommand.Delete.class,
            RuleCommand.Locks.class,
            RulePlans.Plan.class,
            RulePlans.Plans.class,
            RulePlans.ShowPlan.class,
            RulePlans.Explain.class,
            RulePlans.Why.class,
            RuleActions.Approve.class,
            RuleActions.Deny.class,
            RuleActions.Suspend.class,
            RuleActions.Resume.class,
            RuleActions.Move.class,
            RuleActions.Reduce.class,
            RuleActions.History.class
        })
final class RuleCommand extends Noun {
    static final List<Column> COLUMNS =
            List.of(
                    Column.text("id"),
                    Column.text("account"),
                    Column.text("scope"),
                    Column.text("name"),
                    Column.count("copies"),
                    Column.text("rse_expression").named("AT"),
                    Column.state("state"),
                    Column.count("locks_ok").named("OK"),
                    Column.count("locks_replicating").named("REPLICATING"),
                    Column.count("locks_stuck").named("STUCK"),
                    Column.text("expires_at").named("EXPIRES"));

    @Command(
            name = "list",
            description = "List the rules.",
            footer = {"", "Example:  godwit rule list --state stuck --watch"})
    static final class ListRules extends ReadCommand {
        @Option(names = "--account", paramLabel = "ACCOUNT", description = "Of this account.")
        private Optional<String> account = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "In this state: ${COMPLETION-CANDIDATES}.")
        private Optional<RuleState> state = Optional.empty();

        @Option(names = "--did", paramLabel = "SCOPE:NAME", description = "On this DID.")
        private Optional<String> did = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("rules")
                            .with("account", account)
                            .with("state", state.map(Enum::name))
                            .with("did", did),
                    output,
                    COLUMNS);
        }
    }

    @Command(name = "show", description = "Show a rule: what it keeps where, and how far it is.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(
                    engine.get(ApiPath.of("rules", id)),
                    List.of(
                            Column.text("id"),
                            Column.state("state"),
                            Column.text("error").named("REASON"),
                            Column.text("scope"),
                            Column.text("name"),
                            Column.text("account"),
                            Column.count("copies"),
                            Column.text("rse_expression").named("AT"),
                            Column.text("distinct"),
                            Column.text("grouping"),
                            Column.text("weight"),
                            Column.text("source_expression").named("FROM"),
                            Column.text("activity"),
                            Column.count("priority"),
                            Column.text("locked"),
                            Column.text("purge_replicas"),
                            Column.text("ignore_availability"),
                            Column.text("notification"),
                            Column.text("prefer"),
                            Column.text("ignore_account_limit"),
                            Column.text("child_rule_id").named("MOVES TO"),
                            Column.text("starts_at").named("STARTS"),
                            Column.text("stuck_at").named("STUCK SINCE"),
                            Column.text("policy"),
                            Column.text("comment"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("updated_at").named("UPDATED"),
                            Column.text("expires_at").named("EXPIRES"),
                            Column.bytes("bytes"),
                            Column.bytes("bytes_ok").named("BYTES OK"),
                            Column.count("locks_ok"),
                            Column.count("locks_replicating"),
                            Column.count("locks_stuck"),
                            Column.text("rses")));
        }
    }

    @Command(
            name = "retry",
            description = "Try again now what a rule waits for, whatever failed before.")
    static final class Retry extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.put(ApiPath.of("rules", id), Json.object().put("retry", true).build());
            say("rule %s tries again".formatted(id));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Delete a rule: copies that no other rule keeps may then be removed.")
    static final class Delete extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Mixin private Confirmation confirmation = new Confirmation();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json rule = engine.get(ApiPath.of("rules", id));
            String effect =
                    "deletes rule %s (%s copies at %s of %s:%s): copies that no other rule keeps may then be removed"
                            .formatted(
                                    id,
                                    rule.at("copies").text(),
                                    rule.at("rse_expression").text(),
                                    rule.at("scope").text(),
                                    rule.at("name").text());
            if (!confirmation.given(effect, surroundings())) {
                return ExitCode.NOTHING_TO_DO;
            }
            engine.delete(ApiPath.of("rules", id));
            say("deleted rule " + id);
            return ExitCode.OK;
        }
    }

    @Command(name = "locks", description = "List the locks of a rule: each copy that it keeps.")
    static final class Locks extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("rules", id, "locks"),
                    output,
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.text("rse"),
                            Column.state("state"),
                            Column.bytes("bytes")));
        }
    }
}
