package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;

/// `godwit agent list`.
@Command(name = "list", description = "List the agents and whether they are alive.")
final class AgentList extends ReadCommand {
    @Override
    void read(ApiClient engine, Output output) throws Exception {
        Listing.print(
                engine,
                ApiPath.of("agents"),
                output,
                List.of(
                        Column.text("agent"),
                        Column.text("site"),
                        Column.text("rses"),
                        Column.state("state"),
                        Column.of("last_heard_seconds", Kind.TIME).named("HEARD"),
                        Column.text("host"),
                        Column.text("port"),
                        Column.text("incarnation")));
    }
}
