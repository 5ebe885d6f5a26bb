package org.godwit.cli.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit completion SHELL`: the script that the distribution ships under `share/completion`.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Print the completion script for bash or zsh.",
        footer = {"", "Use now:  source <(godwit completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    /// The shells that a script exists for; lower case, since users type them.
    private enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Surroundings surroundings = ((RootCommand) spec.root().userObject()).surroundings();
        String bash = AutoComplete.bash("godwit", CommandLines.complete(surroundings));
        String script =
                switch (shell) {
                    case bash -> bash;
                    // zsh finds a file by its first line, and runs bash's script by its emulation.
                    case zsh ->
                            "#compdef godwit\nautoload -U +X bashcompinit && bashcompinit\n" + bash;
                };
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
