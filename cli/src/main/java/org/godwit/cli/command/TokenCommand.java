package org.godwit.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit token`.
@Command(
        name = "token",
        description = "Tokens: for programs that cannot show a certificate.",
        subcommands = {
            TokenCommand.Create.class,
            TokenCommand.ListTokens.class,
            TokenCommand.Revoke.class
        })
final class TokenCommand extends Noun {
    @Command(
            name = "create",
            description = "Make a token that acts as you. It is shown this once.",
            footer = {
                "",
                "Example:  godwit token create nightly-copy --lifetime 30d --out nightly.token"
            })
    static final class Create extends ClientCommand {
        @Parameters(paramLabel = "LABEL", description = "What it is for.")
        private String label = "";

        @Option(
                names = "--lifetime",
                paramLabel = "TIME",
                description = "How long it works. Default: 30d.")
        private String lifetime = "30d";

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Write it into a new file for you alone, and do not show it.")
        private Optional<Path> file = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            // Before the token exists: one that cannot be kept would have to be revoked.
            if (file.isPresent()) {
                createSecret(file.get());
            }
            Json answer =
                    engine.post(
                            ApiPath.of("tokens"),
                            Json.object()
                                    .put("label", label)
                                    .put(
                                            "lifetime_seconds",
                                            Units.parseDuration(lifetime).toSeconds())
                                    .build());
            String token = answer.at("token").text();
            if (file.isEmpty()) {
                say(token);
                return ExitCode.OK;
            }
            Files.write(file.get(), (token + "\n").getBytes(StandardCharsets.UTF_8));
            say(
                    "wrote the token to %s; it works until %s"
                            .formatted(file.get(), answer.at("expires_at").text()));
            return ExitCode.OK;
        }

        private static void createSecret(Path file) throws IOException {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Command(name = "list", description = "List your tokens, without their secrets.")
    static final class ListTokens extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("tokens"),
                    output,
                    List.of(
                            Column.text("id"),
                            Column.text("label"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("expires_at").named("EXPIRES")));
        }
    }

    @Command(name = "revoke", description = "End a token before its time.")
    static final class Revoke extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "As godwit token list shows it.")
        private String id = "";

        @Mixin private Confirmation confirmation = new Confirmation();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            if (!confirmation.given(
                    "revokes token %s: who uses it is refused from now on".formatted(id),
                    surroundings())) {
                return ExitCode.NOTHING_TO_DO;
            }
            engine.delete(ApiPath.of("tokens", id));
            say("revoked token " + id);
            return ExitCode.OK;
        }
    }
}
