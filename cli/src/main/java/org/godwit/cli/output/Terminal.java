package org.godwit.cli.output;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/// What stands at the other end of standard output.
///
/// @param interactive a person sits there: bars may be redrawn, questions asked
/// @param colour colours are welcome
public record Terminal(boolean interactive, boolean colour) {
    /// A pipe or a file.
    public static final Terminal NONE = new Terminal(false, false);

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    /// This process's own. `NO_COLOR` (no-color.org) and `TERM=dumb` are obeyed.
    public static Terminal of(Map<String, String> environment) {
        // Null in a pipe, or a console that is none, depending on the Java runtime.
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            return NONE;
        }
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(!dumb, !dumb && !refused);
    }

    /// A state in its colour: green for good, red for what needs somebody, yellow between.
    public String painted(String state, String shown) {
        if (!colour) {
            return shown;
        }
        return switch (state) {
            case "OK", "AVAILABLE", "alive", "done", "yes", "ok" -> GREEN + shown + PLAIN;
            case "STUCK", "BAD", "NO_SOURCES", "lost", "no", "bad" -> RED + shown + PLAIN;
            case "REPLICATING", "INJECT", "QUEUED", "WAITING", "SUBMITTED", "running", "warn" ->
                    YELLOW + shown + PLAIN;
            case String _ -> shown;
        };
    }
}
