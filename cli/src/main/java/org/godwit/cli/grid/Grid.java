package org.godwit.cli.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ProfileReader;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A grid's processes. Whoever closes it ends them; if this process ends without that, tied
/// processes end by themselves. Thread-safe.
public final class Grid implements AutoCloseable {
    private static final String ENGINE = "engine";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LOG_LINES_SHOWN = 5;

    private final Launcher launcher;
    private final GridLayout layout;
    private final GridPlan plan;
    private final EngineClock clock;
    private final ProcessIds ids;
    private final boolean tied;
    private final Map<String, GridProcess> processes = new ConcurrentHashMap<>();

    private Grid(
            Launcher launcher, GridLayout layout, GridPlan plan, boolean tied, EngineClock clock) {
        this.launcher = launcher;
        this.layout = layout;
        this.plan = plan;
        this.tied = tied;
        this.clock = clock;
        this.ids = new ProcessIds(layout);
    }

    /// Lays a grid out; starts nothing yet.
    ///
    /// @param tied whether the processes end with this one, in whatever way it ends
    /// @throws EngineException `DUPLICATE` if there is a grid already
    public static Grid create(
            Launcher launcher, GridLayout layout, GridPlan plan, boolean tied, EngineClock clock) {
        GridFiles.write(layout, plan, clock);
        return new Grid(launcher, layout, plan, tied, clock);
    }

    /// Ends the processes of a grid that another process started. Answers how many there were.
    public static int stop(GridLayout layout) {
        return new ProcessIds(layout).stopAll(STOP_PATIENCE);
    }

    public GridLayout layout() {
        return layout;
    }

    public GridPlan plan() {
        return plan;
    }

    /// A client of the engine, as the administrator.
    public ApiClient client() {
        return ApiClient.of(
                new ProfileReader(Map.of()).read(Optional.of(layout.clientConfig()), Map.of()),
                clock);
    }

    public void startEngine() {
        start(
                ENGINE,
                List.of("server", "--config", layout.engineConfig().toString()),
                plan.memory().engineOptions());
    }

    public void startAgent(String site) {
        start(
                agent(site),
                List.of("agent", "--config", layout.agentConfig(site).toString()),
                plan.memory().agentOptions());
    }

    /// SIGKILL; the engine is gone when this returns.
    public void killEngine() {
        kill(ENGINE);
    }

    /// SIGKILL; the agent is gone when this returns.
    public void killAgent(String site) {
        kill(agent(site));
    }

    public boolean engineRuns() {
        GridProcess engine = processes.get(ENGINE);
        return engine != null && engine.isAlive();
    }

    /// The id of the engine's process.
    public long engineId() {
        return process(ENGINE).id();
    }

    /// The id of the process of a site's agent.
    public long agentId(String site) {
        return process(agent(site)).id();
    }

    /// Waits until `condition` holds.
    ///
    /// @param what is waited for, for the message
    /// @throws EngineException `UNAVAILABLE` if it does not within `patience`, or if a process of
    ///   the grid ended; the message ends with the last lines of its log
    public void await(String what, Duration patience, Condition condition)
            throws InterruptedException {
        long deadline = clock.nanoTime() + patience.toNanos();
        String last = "";
        while (clock.nanoTime() - deadline < 0) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (EngineException | TimeoutException e) {
                last = "; the last answer: " + e.getMessage();
            }
            for (GridProcess process : processes.values()) {
                if (!process.isAlive()) {
                    throw new EngineException(
                            ErrorCode.UNAVAILABLE,
                            process.name() + " ended: " + lastLines(process.name()));
                }
            }
            clock.sleep(POLL);
        }
        throw new EngineException(
                ErrorCode.UNAVAILABLE,
                "waited %d s for %s%s".formatted(patience.toSeconds(), what, last));
    }

    /// What [Grid#await] waits for. An [EngineException] means "not yet".
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws TimeoutException;
    }

    /// Lets the processes go on when this object is closed. Tied ones end with this process all the
    /// same.
    public void leave() {
        processes.clear();
    }

    /// Ends all processes.
    @Override
    public void close() {
        List<Thread> ends =
                processes.values().stream()
                        .map(process -> Thread.ofVirtual().start(() -> process.stop(STOP_PATIENCE)))
                        .toList();
        for (Thread end : ends) {
            try {
                end.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        processes.clear();
    }

    private void start(String name, List<String> words, String options) {
        GridProcess old = processes.get(name);
        if (old != null && old.isAlive()) {
            throw new EngineException(ErrorCode.DUPLICATE, name + " runs already");
        }
        processes.put(
                name,
                GridProcess.start(
                        launcher, layout, new GridProcess.Start(name, words, options, tied), ids));
    }

    private void kill(String name) {
        process(name).kill();
        processes.remove(name);
    }

    private GridProcess process(String name) {
        GridProcess process = processes.get(name);
        if (process == null) {
            throw new EngineException(ErrorCode.NOT_FOUND, name + " was not started");
        }
        return process;
    }

    private static String agent(String site) {
        return "agent-" + site;
    }

    private String lastLines(String name) {
        try {
            List<String> lines = Files.readAllLines(layout.log(name));
            return String.join(
                            " | ",
                            lines.subList(
                                    Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()))
                    + " ("
                    + layout.log(name)
                    + ")";
        } catch (IOException e) {
            return "and its log cannot be read: " + e.getMessage();
        }
    }
}
