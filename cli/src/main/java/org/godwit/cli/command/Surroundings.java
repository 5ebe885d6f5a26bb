package org.godwit.cli.command;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.godwit.cli.output.Terminal;
import org.godwit.runtime.EngineClock;

/// What a command sees of the process it runs in.
///
/// @param in what a person answers to questions
public record Surroundings(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        Map<String, String> environment,
        Terminal terminal,
        EngineClock clock) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// This process's own.
    public static Surroundings ofProcess(PrintWriter out, PrintWriter err) {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                out,
                err,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                environment,
                Terminal.of(environment),
                EngineClock.system());
    }
}
