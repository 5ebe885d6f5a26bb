package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;

/// `godwit agent list`.
@Command(
        name = "agent",
        description = "Agents: the processes at the sites that move data.",
        subcommands = {AgentCommand.ListAgents.class})
final class AgentCommand extends Noun {
    @Command(name = "list", description = "List the agents and whether they are alive.")
    static final class ListAgents extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("agents"),
                    output,
                    List.of(
                            Column.text("name").named("AGENT"),
                            Column.text("site"),
                            Column.text("rses"),
                            Column.state("state"),
                            Column.of("last_heard_seconds", Kind.TIME).named("HEARD"),
                            Column.text("address"),
                            Column.text("incarnation")));
        }
    }
}
