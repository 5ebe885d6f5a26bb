package org.godwit.cli.grid;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// One process of a grid, started by this one. Thread-safe.
final class GridProcess {
    /// Ends the child when its standard input does, that is, when this process ends in any way.
    private static final String TIE = "--exit-with-parent";

    private final String name;
    private final Process process;
    private final ProcessIds ids;

    private GridProcess(String name, Process process, ProcessIds ids) {
        this.name = name;
        this.process = process;
        this.ids = ids;
    }

    /// How to start a process.
    ///
    /// @param name for its log and its process id
    /// @param words the command line after `godwit`
    /// @param jvmOptions its `GODWIT_OPTS`
    /// @param tied whether it ends with this process
    record Start(String name, List<String> words, String jvmOptions, boolean tied) {
        Start {
            words = List.copyOf(words);
        }
    }

    static GridProcess start(Launcher launcher, GridLayout layout, Start start, ProcessIds ids) {
        List<String> command = new ArrayList<>();
        if (!start.tied()) {
            newSession().ifPresent(command::add);
        }
        command.add(launcher.program().toString());
        command.addAll(start.words());
        if (start.tied()) {
            command.add(TIE);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(layout.directory().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(
                                start.tied() ? Redirect.PIPE : Redirect.from(nothing().toFile()))
                        .redirectOutput(Redirect.appendTo(layout.log(start.name()).toFile()));
        builder.environment().put("GODWIT_OPTS", start.jvmOptions());
        try {
            Process process = builder.start();
            ids.write(start.name(), process.toHandle());
            return new GridProcess(start.name(), process, ids);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR, "cannot start " + launcher.program(), e);
        }
    }

    /// A process that outlives its terminal needs a session of its own, where the system has the
    /// command for it.
    private static Optional<String> newSession() {
        Path command = Path.of("/usr/bin/setsid");
        return Files.isExecutable(command) ? Optional.of(command.toString()) : Optional.empty();
    }

    private static Path nothing() {
        return Path.of("/dev/null");
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long id() {
        return process.pid();
    }

    /// SIGKILL: nothing in the process learns of it.
    void kill() {
        process.destroyForcibly();
        await();
        ids.remove(name);
    }

    /// SIGTERM, and SIGKILL after `patience`.
    void stop(Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        ids.remove(name);
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
