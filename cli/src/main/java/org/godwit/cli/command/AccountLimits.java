package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How much accounts may hold, and how much they do.
final class AccountLimits {
    private AccountLimits() {}

    @Command(
            name = "set-limit",
            description = "Set how much an account may hold.",
            footer = {
                "",
                "Without a limit at an RSE an account may hold nothing there, unless it is an administrator.",
                "Examples:  godwit account set-limit alice --rse FR-DISK 10TB",
                "           godwit account set-limit alice --rses country=FR 50TB",
                "           godwit account set-limit alice --rse FR-DISK infinity",
                "           godwit account set-limit alice --rse FR-DISK none"
            })
    static final class SetLimit extends ClientCommand {
        /// Exactly one of them.
        static final class Where {
            @Option(names = "--rse", paramLabel = "RSE", description = "At this RSE.")
            private Optional<String> rse = Optional.empty();

            @Option(
                    names = "--rses",
                    paramLabel = "EXPRESSION",
                    description = "At these RSEs together.")
            private Optional<String> expression = Optional.empty();
        }

        @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account.")
        private String account = "";

        @Parameters(
                index = "1",
                paramLabel = "SIZE",
                description = "As in 10TB; infinity for any number, none to remove the limit.")
        private String size = "";

        @ArgGroup(multiplicity = "1")
        private Where where = new Where();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json bytes =
                    switch (size) {
                        case "none" -> Json.Literal.NULL;
                        case "infinity" -> Json.of(-1L);
                        case String text -> Json.of(Units.parseBytes(text));
                    };
            engine.put(
                    ApiPath.of("accounts", account, "limits"),
                    Json.object()
                            .putText("rse", where.rse)
                            .putText("rse_expression", where.expression)
                            .put("bytes", bytes)
                            .build());
            say(
                    "limit of account %s at %s: %s"
                            .formatted(
                                    account,
                                    where.rse.or(() -> where.expression).orElse(""),
                                    size));
            return ExitCode.OK;
        }
    }

    @Command(name = "limits", description = "List how much an account may hold where.")
    static final class Limits extends ReadCommand {
        @Parameters(paramLabel = "ACCOUNT", description = "The account.")
        private String account = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("accounts", account, "limits"),
                    output,
                    List.of(
                            Column.text("rse"),
                            Column.text("rse_expression").named("RSES TOGETHER"),
                            Column.of("bytes_limit", Column.Kind.LIMIT).named("LIMIT")));
        }
    }

    @Command(name = "usage", description = "List how much an account holds where, and may.")
    static final class Usage extends ReadCommand {
        @Parameters(paramLabel = "ACCOUNT", description = "The account.")
        private String account = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("accounts", account, "usage"),
                    output,
                    List.of(
                            Column.text("rse"),
                            Column.text("rse_expression").named("RSES TOGETHER"),
                            Column.count("files"),
                            Column.bytes("bytes"),
                            Column.of("bytes_limit", Column.Kind.LIMIT).named("LIMIT"),
                            Column.bytes("bytes_remaining").named("LEFT")));
        }
    }
}
