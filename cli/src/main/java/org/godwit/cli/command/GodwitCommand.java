package org.godwit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What every verb has: `--help`, and the surroundings it runs in.
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
public abstract class GodwitCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    /// Runs the command.
    ///
    /// @throws Exception any; `Failures` makes a line and an exit code of it
    protected abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run().code();
    }

    protected final Surroundings surroundings() {
        return ((RootCommand) spec.root().userObject()).surroundings();
    }

    final CommandSpec spec() {
        return spec;
    }
}
