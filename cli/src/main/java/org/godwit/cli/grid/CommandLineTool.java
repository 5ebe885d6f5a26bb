package org.godwit.cli.grid;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.cli.Main;

/// Runs `godwit` commands as processes of their own, as a user of the grid would.
public final class CommandLineTool {
    private final Launcher launcher;
    private final GridLayout layout;

    public CommandLineTool(Launcher launcher, GridLayout layout) {
        this.launcher = launcher;
        this.layout = layout;
    }

    /// Prepares a command, which ends with this process at the latest; its input and output are
    /// still to be directed.
    public ProcessBuilder prepare(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(launcher.program().toString());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        // What the user has set for another engine is not meant for this one.
        List.of("URL", "CERT", "KEY", "CA", "TOKEN_FILE", "ACCOUNT", "OPTS")
                .forEach(name -> environment.remove("GODWIT_" + name));
        environment.put(Main.PARENT_VARIABLE, Long.toString(ProcessHandle.current().pid()));
        environment.put("GODWIT_CONFIG", layout.clientConfig().toString());
        return builder;
    }

    /// Runs a command on this process's own terminal. Answers its exit code.
    public int run(List<String> words) throws IOException, InterruptedException {
        Process process = prepare(words).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
