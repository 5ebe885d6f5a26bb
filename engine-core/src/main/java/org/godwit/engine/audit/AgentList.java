package org.godwit.engine.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.godwit.audit.SeenFile;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.transfer.LiveAgents;

/// An RSE's files as an agent lists them, part by part. The agent is asked for the next part when
/// one was worked off, so that it is never more than its own window ahead; whoever serves the RSE
/// may go on where another has ended. [#take] is thread-safe.
final class AgentList implements FileList {
    /// Parts that wait here; an agent tells fewer ahead.
    private static final int PARTS_MAX = 16;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /// How often is looked for an agent that serves the RSE.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final AuditPort port;
    private final long audit;
    private final int rse;
    private final Consumer<String> doing;
    private final BlockingQueue<FromAgent.Listed> parts = new ArrayBlockingQueue<>(PARTS_MAX);
    private Optional<AgentRow> asked = Optional.empty();
    private String after = "";
    private long part;

    /// @param doing hears what it waits for
    AgentList(AuditPort port, long audit, int rse, Consumer<String> doing) {
        this.port = port;
        this.audit = audit;
        this.rse = rse;
        this.doing = doing;
    }

    /// Takes a part; one for which there is no room is told again.
    void take(FromAgent.Listed message) {
        boolean _ = parts.offer(message);
    }

    @Override
    public void feed(Consumer<SeenFile> sink) throws InterruptedException {
        ask();
        while (true) {
            Duration patience = asked.isPresent() ? ASK_AGAIN : LOOK_AGAIN;
            FromAgent.Listed next = parts.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                ask();
            } else if (isExpected(next)) {
                see(sink, next);
                part++;
                after = next.last();
                ask();
                if (next.finished()) {
                    return;
                }
            }
        }
    }

    private boolean isExpected(FromAgent.Listed next) {
        return next.part() == part
                && asked.filter(agent ->
                                agent.name().equals(next.agent())
                                        && agent.incarnation() == next.incarnation())
                        .isPresent();
    }

    private void ask() {
        try (Snapshot view = port.snapshot()) {
            asked = new LiveAgents(view, port.live()).serving(rse);
            String name = Rses.row(view, rse).name();
            doing.accept(
                    asked.map(agent -> "agent " + agent.name() + " lists " + name)
                            .orElse("waits for an agent that serves " + name));
            asked.ifPresent(agent ->
                    port.tell(
                            new ToAgent.ListFiles(
                                    port.epoch(),
                                    agent.name(),
                                    agent.incarnation(),
                                    audit,
                                    name,
                                    after,
                                    part)));
        }
    }

    private static void see(Consumer<SeenFile> sink, FromAgent.Listed part) {
        if (!part.failure().isEmpty()) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "agent %s cannot list the files: %s".formatted(part.agent(), part.failure()));
        }
        Stream<SeenFile> files =
                part.files().stream()
                        .map(file ->
                                SeenFile.of(
                                        file.path(),
                                        file.bytes(),
                                        Instant.ofEpochMilli(file.modifiedMillis())));
        Stream<SeenFile> problems =
                part.problems().stream().map(problem -> SeenFile.problem(problem.path()));
        Stream.concat(files, problems)
                .sorted((a, b) -> Arrays.compareUnsigned(a.path(), b.path()))
                .forEachOrdered(sink);
    }

    @Override
    public void close() {}
}
