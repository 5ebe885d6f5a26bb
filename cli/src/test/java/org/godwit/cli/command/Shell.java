package org.godwit.cli.command;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.godwit.cli.output.Terminal;
import org.godwit.runtime.EngineClock;

/// Runs command lines as a user would and keeps what they print.
final class Shell {
    private final Map<String, String> environment;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private Terminal terminal = Terminal.NONE;
    private String typed = "";
    private EngineClock clock = EngineClock.system();

    Shell(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Somebody sits at a terminal and types this.
    Shell typing(String text) {
        terminal = new Terminal(true, false);
        typed = text;
        return this;
    }

    Shell at(EngineClock other) {
        clock = other;
        return this;
    }

    int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return CommandLines.run(
                new Surroundings(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        new BufferedReader(new StringReader(typed)),
                        environment,
                        terminal,
                        clock),
                arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
