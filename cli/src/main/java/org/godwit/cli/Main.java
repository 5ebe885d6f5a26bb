package org.godwit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.godwit.cli.command.CommandLines;

/// The one main class of the distribution. Every process of a deployment starts here; `bin/godwit`
/// picks the JVM's flags by the first word.
public final class Main {
    private Main() {}

    /// Runs one command and ends the JVM with its exit code (see
    /// [org.godwit.cli.command.ExitCode]).
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale says: names of files travel as UTF-8 everywhere in Godwit.
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int code = CommandLines.run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
