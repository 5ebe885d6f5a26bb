package org.godwit.it.wan.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A short command of the system, run to its end.
final class Command {
    private Command() {}

    /// Runs a command that must succeed within `seconds`.
    ///
    /// @return what it printed
    /// @throws IllegalStateException with what it printed, where it failed
    static String run(List<String> command, long seconds) {
        Result result = attempt(command, seconds);
        if (result.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": " + result.output().strip());
        }
        return result.output();
    }

    /// Runs a command that may fail.
    static Result attempt(List<String> command, long seconds) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            Thread killer = Thread.ofVirtual().start(() -> killAfter(process, seconds));
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            killer.interrupt();
            return new Result(status, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void killAfter(Process process, long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param output both streams
    record Result(int status, String output) {}
}
