package org.godwit.cli.grid;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Which processes of a grid run: a file per process with its id and when it started, so that a
/// later process that was given the same id is left alone.
final class ProcessIds {
    private static final String ENDING = ".pid";
    private static final int PROCESSES_MAX = 1_000;

    private final Path directory;

    ProcessIds(GridLayout layout) {
        this.directory = layout.processIds();
    }

    void write(String name, ProcessHandle process) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(name + ENDING), process.pid() + " " + started(process) + "\n");
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name + ENDING));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR, "cannot remove a file in " + directory, e);
        }
    }

    /// Those that run.
    List<ProcessHandle> running() {
        List<ProcessHandle> running = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ENDING)) {
            for (Path file : files) {
                if (running.size() < PROCESSES_MAX) {
                    running(Files.readString(file)).ifPresent(running::add);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.STORAGE_ERROR, "cannot read " + directory, e);
        }
        return running;
    }

    /// Ends those that run, by SIGKILL where SIGTERM does not within `patience`. Answers how many.
    int stopAll(Duration patience) {
        List<ProcessHandle> running = running();
        running.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : running) {
            try {
                process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ENDING)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.STORAGE_ERROR, "cannot empty " + directory, e);
        }
        return running.size();
    }

    private static Optional<ProcessHandle> running(String file) {
        String[] words = file.strip().split(" ", 2);
        try {
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> words.length == 2 && words[1].equals(started(process)));
        } catch (NumberFormatException e) {
            return Optional.empty(); // a file that a crash cut short names no process
        }
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
