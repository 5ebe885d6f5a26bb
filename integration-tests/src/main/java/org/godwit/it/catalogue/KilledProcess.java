package org.godwit.it.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A [KillsWorker], with what it has acknowledged. Confined to one thread, but for the one that
/// reads.
final class KilledProcess {
    private static final long READY_SECONDS_MAX = 120;

    private final Process process;
    private final Thread reader;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final long[] acknowledged;

    private KilledProcess(Process process, long[] acknowledged) {
        this.process = process;
        this.acknowledged = acknowledged.clone();
        this.reader = Thread.ofPlatform().name("acknowledged").start(this::read);
    }

    /// @param acknowledged how many steps of each writer are
    static KilledProcess start(Path catalog, long seed, long[] acknowledged) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillsWorker.class.getName(),
                        catalog.toString(),
                        Long.toString(seed)));
        for (long steps : acknowledged) {
            command.add(Long.toString(steps));
        }
        return new KilledProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start(),
                acknowledged);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c == '\n') {
                    take(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
            // What is left was cut by the kill: nobody was told.
        } catch (IOException e) {
            throw new IllegalStateException("the killed process's output cannot be read", e);
        }
    }

    private synchronized void take(String line) {
        if (line.equals("ready")) {
            ready.countDown();
            return;
        }
        String[] words = line.split(" ", -1);
        if (words.length == 2) {
            acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        }
    }

    /// Waits until it writes.
    void awaitReady() throws InterruptedException {
        if (!ready.await(READY_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    process.isAlive()
                            ? "the process did not open its catalogue in time"
                            : "the process ended with " + process.exitValue() + " while opening");
        }
    }

    /// Lets it live for a while.
    void live(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "the process ended by itself with " + process.exitValue());
        }
    }

    /// Lets it live until it has acknowledged so many more steps, or for that long.
    void live(int steps, Duration longest) throws InterruptedException {
        long before = steps();
        for (long spent = 0; spent < longest.toMillis() && steps() - before < steps; spent++) {
            live(Duration.ofMillis(1));
        }
    }

    private synchronized long steps() {
        return Arrays.stream(acknowledged).sum();
    }

    /// Kills it by SIGKILL and answers how many steps of each writer it has acknowledged.
    long[] kill() throws InterruptedException {
        // Unlike the process itself, its handle leaves the output open, to be read to its end.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
        return acknowledged.clone();
    }
}
