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

/// `godwit scope`.
@Command(
        name = "scope",
        description = "Scopes: the first part of every data identifier.",
        subcommands = {ScopeCommand.ListScopes.class, ScopeCommand.Add.class})
final class ScopeCommand extends Noun {
    @Command(name = "list", description = "List the scopes.")
    static final class ListScopes extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("scopes"),
                    output,
                    List.of(Column.text("scope"), Column.text("account")));
        }
    }

    @Command(
            name = "add",
            description = "Add a scope.",
            footer = {"", "Example:  godwit scope add demo"})
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "SCOPE", description = "At most 25 letters, digits, '_-.'.")
        private String scope = "";

        @Option(
                names = "--account",
                paramLabel = "ACCOUNT",
                description = "Its owner. Default: yours.")
        private Optional<String> account = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("scopes", scope), Json.object().putText("account", account).build());
            say("added scope " + scope);
            return ExitCode.OK;
        }
    }
}
