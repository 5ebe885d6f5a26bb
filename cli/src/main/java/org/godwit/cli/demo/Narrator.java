package org.godwit.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import org.godwit.cli.output.Terminal;

/// Tells the demo's story: colourful on a terminal, plain in a pipe. Not thread-safe.
final class Narrator {
    private static final String BOLD = "\u001b[1m";
    private static final String CYAN = "\u001b[36m";
    private static final String PLAIN = "\u001b[0m";
    private static final String NEEDS_QUOTES = "[^A-Za-z0-9_@%+=:,./-]";

    private final PrintWriter out;
    private final Terminal terminal;

    Narrator(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    PrintWriter out() {
        return out;
    }

    void chapter(String title) {
        out.println();
        out.println(painted(BOLD, "== " + title));
        out.flush();
    }

    void say(String line) {
        out.println("   " + line);
        out.flush();
    }

    /// Something that was looked at and found right.
    void proved(String line) {
        out.println(terminal.painted("OK", "   ok  " + line));
        out.flush();
    }

    /// Something that should not be.
    void wrong(String line) {
        out.println(terminal.painted("BAD", "   WRONG  " + line));
        out.flush();
    }

    /// A command as the user would type it.
    void command(List<String> words) {
        out.println(painted(CYAN, "   $ godwit " + typed(words)));
        out.flush();
    }

    /// The words of a command line, those quoted that a shell would take apart.
    static String typed(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            String shown =
                    word.isEmpty() || word.matches("(?s).*" + NEEDS_QUOTES + ".*")
                            ? quoted(word)
                            : word;
            line.append(line.isEmpty() ? "" : " ").append(shown);
        }
        return line.toString();
    }

    private static String quoted(String word) {
        return word.matches("[^\"$`\\\\!]*")
                ? '"' + word + '"'
                : "'" + word.replace("'", "'\\''") + "'";
    }

    private String painted(String colour, String line) {
        return terminal.colour() ? colour + line + PLAIN : line;
    }
}
