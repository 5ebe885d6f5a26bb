package org.godwit.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit admin`: a deployment's certificates. Needs the authority's directory, no engine.
@Command(
        name = "admin",
        description = "Make a deployment's authority, certificates and configuration.",
        subcommands = {AdminInit.class, AdminCommand.Issue.class})
final class AdminCommand extends Noun {
    static final String VALIDITY_DEFAULT = "365d";

    /// What the kinds of certificates are called on the command line.
    private enum Kind {
        engine(Role.ENGINE),
        agent(Role.AGENT),
        user(Role.USER);

        private final Role role;

        Kind(Role role) {
            this.role = role;
        }
    }

    @Command(
            name = "issue",
            description = "Issue a certificate to an engine, an agent or a user.",
            footer = {
                "",
                "An agent is its certificate's name. Hand over NAME.crt, NAME.key and ca.crt, never ca.key.",
                "Examples:  godwit admin issue agent fr-1 --host dtn1.example.org --out fr-1/",
                "           godwit admin issue user alice --authority /etc/godwit --out alice/"
            })
    static final class Issue extends GodwitCommand {
        @Parameters(
                index = "0",
                paramLabel = "KIND",
                description = "One of: ${COMPLETION-CANDIDATES}.")
        private Kind kind = Kind.user;

        @Parameters(index = "1", paramLabel = "NAME", description = "The holder's name.")
        private String name = "";

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description =
                        "DNS name or address under which others connect to the holder; repeat for"
                                + " more. Engines and agents need one.")
        private List<String> hosts = new ArrayList<>();

        @Option(
                names = "--authority",
                paramLabel = "DIR",
                description = "Where ca.crt and ca.key are. Default: here.")
        private Path authority = Path.of(".");

        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "Where to write the files.")
        private Path out = Path.of("");

        @Option(
                names = "--valid",
                paramLabel = "TIME",
                description = "How long it is good. Default: 365d.")
        private String validity = VALIDITY_DEFAULT;

        @Override
        protected ExitCode run() {
            if (kind.role != Role.USER && hosts.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "others connect to an %s: give its host name or address with --host"
                                .formatted(kind));
            }
            Duration good = Units.parseDuration(validity);
            CredentialFiles files =
                    CertificateAuthority.open(authority, surroundings().clock())
                            .issue(new Identity(kind.role, name), hosts, good, out);
            surroundings()
                    .out()
                    .println(
                            "issued %s, %s; its authority is %s"
                                    .formatted(
                                            files.certificate(), files.key(), files.authority()));
            return ExitCode.OK;
        }
    }
}
