package org.godwit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `godwit` without a word: prints the help.
@Command(
        name = "godwit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Keeps the right number of verified copies of data at the right sites.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "See: godwit COMMAND --help"})
final class RootCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    RootCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// For every command below.
    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE.code();
    }
}
