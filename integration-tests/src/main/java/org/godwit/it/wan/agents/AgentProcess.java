package org.godwit.it.wan.agents;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The harness's hand on an agent under test: says the requests and waits for the answers. One
/// submission at a time. Not thread-safe, except for what is heard of progress.
public final class AgentProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final Process process;
    private final BufferedWriter in;
    private final CompletableFuture<AgentReport.Ready> ready = new CompletableFuture<>();
    private final LinkedBlockingQueue<AgentReport.Usage> usages = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<AgentReport.Damage> damages = new LinkedBlockingQueue<>();
    private volatile @Nullable Fetching fetching;

    /// A submission under way, as the harness sees it.
    public static final class Fetching {
        private final String id;
        private final Consumer<AgentReport.Progress> progress;
        private final CompletableFuture<AgentReport.Done> done = new CompletableFuture<>();

        Fetching(String id, Consumer<AgentReport.Progress> progress) {
            this.id = id;
            this.progress = progress;
        }

        /// How it ended.
        ///
        /// @throws IOException where the agent died first or the time is over
        public AgentReport.Done await(Duration timeMax) throws IOException, InterruptedException {
            try {
                return done.get(timeMax.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IOException(id + ": " + e.getMessage(), e);
            } catch (TimeoutException e) {
                throw new IOException(id + " did not end within " + timeMax, e);
            }
        }

        public boolean isDone() {
            return done.isDone();
        }
    }

    private AgentProcess(Process process) {
        this.process = process;
        this.in = process.outputWriter();
        Thread.ofVirtual().name("agent-" + process.pid()).start(this::listen);
    }

    /// Takes over a process that was just started with its input and output piped.
    public static AgentProcess of(Process process) {
        return new AgentProcess(process);
    }

    /// Waits until it listens.
    ///
    /// @throws IOException where it ends instead
    public AgentReport.Ready awaitReady() throws IOException, InterruptedException {
        try {
            return ready.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IOException("the agent did not start, see its log", e);
        }
    }

    private void listen() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                hear(Lines.decode(line, AgentReport.class));
            }
        } catch (IOException | IllegalArgumentException e) {
            fail(e);
        } finally {
            fail(new IOException("the agent has ended, see its log"));
        }
    }

    private void hear(AgentReport report) {
        Fetching current = fetching;
        switch (report) {
            case AgentReport.Ready said -> ready.complete(said);
            case AgentReport.Usage usage -> usages.add(usage);
            case AgentReport.Damage damage -> damages.add(damage);
            case AgentReport.Progress progress -> {
                if (current != null && current.id.equals(progress.id())) {
                    current.progress.accept(progress);
                }
            }
            case AgentReport.Done done -> {
                if (current != null && current.id.equals(done.id())) {
                    current.done.complete(done);
                }
            }
            case AgentReport.Refused refused -> fail(new IOException(refused.reason()));
        }
    }

    private void fail(Exception cause) {
        ready.completeExceptionally(cause);
        Fetching current = fetching;
        if (current != null) {
            current.done.completeExceptionally(cause);
        }
    }

    /// Gives a submission.
    public Fetching fetch(AgentRequest.Fetch request, Consumer<AgentReport.Progress> progress) {
        Fetching started = new Fetching(request.id(), progress);
        fetching = started;
        say(request);
        return started;
    }

    /// What the process uses now.
    ///
    /// @param collect whether it collects garbage first
    public AgentReport.Usage usage(boolean collect) throws IOException, InterruptedException {
        say(new AgentRequest.Use(collect));
        return answer(usages);
    }

    /// What it has damaged on purpose so far.
    public AgentReport.Damage damage() throws IOException, InterruptedException {
        say(new AgentRequest.Confess());
        return answer(damages);
    }

    private static <T> T answer(LinkedBlockingQueue<T> answers)
            throws IOException, InterruptedException {
        T answer = answers.poll(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("the agent does not answer, see its log");
        }
        return answer;
    }

    /// Bounds what it may fetch from now on; 0 for no bound.
    public void allow(long bytesPerSecondMax) {
        say(new AgentRequest.Allow(bytesPerSecondMax));
    }

    private void say(AgentRequest request) {
        try {
            in.write(Lines.encode(request));
            in.newLine();
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the agent has ended, see its log", e);
        }
    }

    /// Kills it, as a power failure of the process alone would.
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException _) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
