package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit site`.
@Command(
        name = "site",
        description = "Sites: where storage and agents are.",
        subcommands = {SiteCommand.ListSites.class, SiteCommand.Add.class})
final class SiteCommand extends Noun {
    @Command(name = "list", description = "List the sites.")
    static final class ListSites extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("sites"),
                    output,
                    List.of(Column.text("site"), Column.text("country"), Column.text("rses")));
        }
    }

    @Command(
            name = "add",
            description = "Add a site.",
            footer = {"", "Example:  godwit site add FR --country FR"})
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "SITE", description = "Its name.")
        private String name = "";

        @Option(
                names = "--country",
                paramLabel = "CODE",
                description = "Two letters, by which rules may ask for it.")
        private Optional<String> country = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("sites", name), Json.object().putText("country", country).build());
            say("added site " + name);
            return ExitCode.OK;
        }
    }
}
