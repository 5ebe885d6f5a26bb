package org.godwit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.godwit.cli.command.CommandLines;

/// The one main class of the distribution. Every process of a deployment starts here; `bin/godwit`
/// picks the JVM's flags by the first word.
public final class Main {
    /// The id of a process with which this one ends, in whatever way that ends. For programs that
    /// run commands for a while on the user's own terminal, as `godwit demo` does.
    public static final String PARENT_VARIABLE = "GODWIT_PARENT";

    private static final int TERMINATED = 143;

    private Main() {}

    /// Runs one command and ends the JVM with its exit code (see
    /// [org.godwit.cli.command.ExitCode]).
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale says: names of files travel as UTF-8 everywhere in Godwit.
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Optional.ofNullable(System.getenv(PARENT_VARIABLE)).ifPresent(Main::endWith);
        int code = CommandLines.run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static void endWith(String parent) {
        if (parent.matches("[0-9]{1,18}")) {
            CompletableFuture<?> _ =
                    ProcessHandle.of(Long.parseLong(parent))
                            .map(ProcessHandle::onExit)
                            .orElseGet(() ->
                                    CompletableFuture.completedFuture(ProcessHandle.current()))
                            .thenRun(() -> Runtime.getRuntime().halt(TERMINATED));
        }
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
