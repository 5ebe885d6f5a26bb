package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.AccountType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit account`.
@Command(
        name = "account",
        description = "Accounts: the owners of rules, data and scopes.",
        subcommands = {
            AccountCommand.ListAccounts.class,
            AccountCommand.Add.class,
            AccountCommand.AddIdentity.class,
            AccountLimits.SetLimit.class,
            AccountLimits.Limits.class,
            AccountLimits.Usage.class
        })
final class AccountCommand extends Noun {
    @Command(name = "list", description = "List the accounts.")
    static final class ListAccounts extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("accounts"),
                    output,
                    List.of(Column.text("account"), Column.text("type"), Column.text("admin")));
        }
    }

    @Command(
            name = "add",
            description = "Add an account.",
            footer = {
                "",
                "Example:  godwit account add alice",
                "          godwit account identity alice --x509 alice"
            })
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "ACCOUNT", description = "Its name.")
        private String name = "";

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: USER.")
        private AccountType type = AccountType.USER;

        @Option(
                names = "--admin",
                description = "It may change sites, RSEs, links and the accounts of others.")
        private boolean admin;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("accounts", name),
                    Json.object().put("type", type.name()).put("admin", admin).build());
            say("added account " + name);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "identity",
            description = "Let the holder of a user's certificate act as an account.",
            footer = {
                "",
                "Example:  godwit admin issue user alice --ca deployment --out alice-credentials",
                "          godwit account identity alice --x509 alice"
            })
    static final class AddIdentity extends ClientCommand {
        @Parameters(paramLabel = "ACCOUNT", description = "The account.")
        private String account = "";

        @Option(
                names = "--x509",
                paramLabel = "NAME",
                required = true,
                description = "The name that the certificate was issued to.")
        private String x509 = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("accounts", account, "identities"),
                    Json.object().put("x509", x509).build());
            say("user certificate %s now acts as %s".formatted(x509, account));
            return ExitCode.OK;
        }
    }
}
