package org.godwit.cli.command;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.godwit.api.lines.LineReader;
import org.godwit.api.lines.ReplicaLineParser;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Screen;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Sends a list of replicas to the engine, some thousand lines a request, and says what is wrong
/// with which line. A line counts as done once the engine has answered for it; the number of the
/// last one is kept in the progress file, if there is one. For one list and thread.
final class ReplicaAddFrom implements AutoCloseable {
    /// Lines of a request: what a lost connection may have sent in vain.
    private static final int REQUEST_LINES_MAX = 20_000;

    private final ApiClient engine;
    private final Surroundings surroundings;
    private final ApiPath path;
    private final int errorsMax;
    private final Optional<Path> progressFile;
    private final Screen screen;
    private final long begin;
    private Optional<String> header = Optional.empty();
    private long size;
    private long done;
    private long replicas;
    private long attached;
    private long refused;
    private long told;

    /// @param path of the engine's stream, with the defaults of what lines leave out
    /// @param errorsMax lines that may be wrong before it stops
    /// @param progressFile where to keep how far it came
    ReplicaAddFrom(
            ApiClient engine,
            Surroundings surroundings,
            ApiPath path,
            int errorsMax,
            Optional<Path> progressFile) {
        this.engine = engine;
        this.surroundings = surroundings;
        this.path = path;
        this.errorsMax = errorsMax;
        this.progressFile = progressFile;
        this.screen = new Screen(surroundings.err(), surroundings.terminal());
        this.begin = surroundings.clock().nanoTime();
    }

    /// Sends all lines that are not done yet. Answers how many were wrong.
    long send(Path list) throws IOException, TimeoutException {
        done = Math.max(done, doneBefore());
        size = Files.size(list);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(list))) {
            LineReader lines = new LineReader(in);
            Optional<String> next = lines.next();
            if (next.isPresent() && !ReplicaLineParser.isJson(next.get())) {
                // Says what is wrong with it before anything is sent.
                ReplicaLineParser _ =
                        ReplicaLineParser.of(next.get(), ReplicaLineParser.Defaults.NONE);
                header = next;
                next = lines.next();
            }
            while (next.isPresent() && lines.lines() <= done) {
                next = lines.next();
            }
            while (next.isPresent()) {
                long first = lines.lines();
                List<String> part = new ArrayList<>();
                while (next.isPresent() && part.size() < REQUEST_LINES_MAX) {
                    part.add(next.get());
                    next = lines.next();
                }
                send(part, first);
                done = first + part.size() - 1;
                keep();
                draw(lines.bytes());
                if (refused > errorsMax) {
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT,
                            "%,d lines are wrong; stopped after line %,d: correct the list and send it again, what is in stays in"
                                    .formatted(refused, done));
                }
            }
        }
        return refused;
    }

    private void send(List<String> lines, long first) throws TimeoutException {
        try {
            engine.sendLines(
                    header.map(columns -> path.with("header", columns)).orElse(path),
                    out -> write(lines, out),
                    row -> take(row, first));
        } catch (EngineException | TimeoutException e) {
            surroundings
                    .err()
                    .println(
                            "godwit: lines up to %,d are in; go on with --after %d"
                                    .formatted(done, done));
            throw e;
        }
    }

    private static void write(List<String> lines, OutputStream out) throws IOException {
        for (String line : lines) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
    }

    private void take(Json row, long first) {
        if (!row.path("error").text().isEmpty() && told++ < errorsMax) {
            surroundings
                    .err()
                    .println(
                            "line %d: %s"
                                    .formatted(
                                            first - 1 + number(row, "line"),
                                            row.path("message").text()));
        }
        if (row.path("end").text().equals("true")) {
            replicas += number(row, "replicas");
            attached += number(row, "attached");
            refused += number(row, "refused");
        }
    }

    private static long number(Json row, String field) {
        return Long.parseLong(row.path(field).text());
    }

    private void draw(long bytes) {
        if (surroundings.terminal().interactive()) {
            double seconds = (surroundings.clock().nanoTime() - begin) / 1e9;
            screen.draw(
                    List.of(
                            "%3d %%  line %,d, %,d replicas added, %,.0f lines/s, %,d wrong"
                                    .formatted(
                                            size == 0 ? 100 : 100 * bytes / size,
                                            done,
                                            replicas,
                                            done / seconds,
                                            refused)));
        }
    }

    private long doneBefore() throws IOException {
        if (progressFile.isEmpty() || !Files.exists(progressFile.get())) {
            return 0;
        }
        String text = Files.readString(progressFile.get()).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "%s holds no number of a line: remove it to begin anew"
                            .formatted(progressFile.get()),
                    e);
        }
    }

    /// Goes on behind a line that somebody else says is done.
    ReplicaAddFrom after(long line) {
        if (line > 0 && progressFile.isPresent()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "give --after or --progress-file, not both");
        }
        done = line;
        return this;
    }

    private void keep() throws IOException {
        if (progressFile.isPresent()) {
            Files.writeString(progressFile.get(), done + "\n");
        }
    }

    /// What came of it, on one line.
    String summary() {
        return "%,d replicas added, %,d files attached, %,d lines wrong"
                .formatted(replicas, attached, refused);
    }

    @Override
    public void close() {
        if (surroundings.terminal().interactive()) {
            screen.draw(List.of());
        }
        screen.close();
    }
}
