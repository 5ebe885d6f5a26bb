package org.godwit.cli.command;

import java.util.List;
import org.godwit.agent.doctor.Doctor;
import org.godwit.cli.output.Screen;
import org.godwit.cli.output.Terminal;

/// Draws what is being looked at, on a terminal; in a pipe it says nothing. On standard error, so
/// that the findings may be piped on. Not thread-safe.
final class DoctorProgress implements Doctor.Progress, AutoCloseable {
    private final Terminal terminal;
    private final Screen screen;

    DoctorProgress(Surroundings surroundings) {
        this.terminal = surroundings.terminal();
        this.screen = new Screen(surroundings.err(), terminal);
    }

    @Override
    public void at(String about, int done, int total) {
        if (terminal.interactive()) {
            screen.draw(List.of("looking at %s (%d of %d)".formatted(about, done + 1, total)));
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
