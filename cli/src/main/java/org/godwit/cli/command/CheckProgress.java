package org.godwit.cli.command;

import java.util.List;
import org.godwit.catalog.check.Progress;
import org.godwit.cli.output.Screen;
import org.godwit.cli.output.Terminal;

/// Draws how far a check is, on a terminal; in a pipe it says nothing. On standard error, so that
/// findings may be piped on. Not thread-safe.
final class CheckProgress implements Progress, AutoCloseable {
    private final Terminal terminal;
    private final Screen screen;
    private final String doing;

    CheckProgress(Surroundings surroundings) {
        this(surroundings, "checking");
    }

    /// @param doing what it is that goes on
    CheckProgress(Surroundings surroundings, String doing) {
        this.doing = doing;
        this.terminal = surroundings.terminal();
        this.screen = new Screen(surroundings.err(), terminal);
    }

    @Override
    public void at(String what, long done) {
        if (terminal.interactive()) {
            screen.draw(List.of("%s %s: %,d".formatted(doing, what, done)));
        }
    }

    @Override
    public void close() {
        if (terminal.interactive()) {
            screen.draw(List.of());
        }
        screen.close();
    }
}
