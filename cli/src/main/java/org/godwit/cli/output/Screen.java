package org.godwit.cli.output;

import java.io.PrintWriter;
import java.util.List;

/// A few lines of a terminal that are drawn again in place; in a pipe each drawing follows the one
/// before. Not thread-safe.
public final class Screen implements AutoCloseable {
    /// Without wrapping, a long line stays one line, and the way back up is known.
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_LINE_END = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintWriter out;
    private final Terminal terminal;
    private int drawn;

    public Screen(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Draws the lines where the last ones stand.
    public void draw(List<String> lines) {
        if (!terminal.interactive()) {
            lines.forEach(line -> out.print(line + "\n"));
            out.flush();
            return;
        }
        StringBuilder frame = new StringBuilder(WRAP_OFF);
        if (drawn > 0) {
            frame.append("\u001b[%dA".formatted(drawn));
        }
        lines.forEach(line -> frame.append(line).append(CLEAR_LINE_END).append('\n'));
        frame.append(CLEAR_BELOW).append(WRAP_ON);
        out.print(frame);
        out.flush();
        drawn = lines.size();
    }

    /// Leaves the last drawing where it is.
    @Override
    public void close() {
        out.flush();
    }
}
