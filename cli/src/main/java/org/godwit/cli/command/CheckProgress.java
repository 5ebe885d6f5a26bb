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

    CheckProgress(Surroundings surroundings) {
        this.terminal = surroundings.terminal();
        this.screen = new Screen(surroundings.err(), terminal);
    }

    @Override
    public void at(String doing, long done) {
        if (terminal.interactive()) {
            screen.draw(List.of("checking %s: %,d".formatted(doing, done)));
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
