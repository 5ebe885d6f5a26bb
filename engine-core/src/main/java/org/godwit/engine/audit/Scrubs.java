package org.godwit.engine.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.godwit.audit.DealScrub;
import org.godwit.audit.DealScrub.Dealt;
import org.godwit.catalog.Snapshot;
import org.godwit.message.FromAgent;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.RseAttributes;
import org.godwit.topology.Rses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deals batches of replicas to be read again to the agents of the RSEs that are scrubbed, one
/// batch of an RSE at a time. All it knows beyond that is in the catalogue. Thread-safe.
public final class Scrubs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubs.class);

    /// How often is looked whether RSEs want something.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// When an RSE is looked at again that had nothing, or no agent.
    private static final Duration IDLE = Duration.ofSeconds(2);

    /// When one is tried again whose storage is doubted, or that did not answer a small batch.
    private static final Duration REST = Duration.ofSeconds(30);

    private final AuditPort port;
    private final EngineClock clock;
    private final Map<String, Long> dueNanos = new HashMap<>();
    private final Thread thread;

    /// @param port for commands that may be tried again
    public Scrubs(AuditPort port, EngineClock clock) {
        this.port = new PatientPort(port, clock);
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("scrubs").unstarted(this::run);
    }

    /// Begins. To be called once.
    public void start() {
        thread.start();
    }

    private record Rse(int id, String name) {}

    private void run() {
        try {
            while (true) {
                clock.sleep(LOOK_EVERY);
                for (Rse rse : due()) {
                    deal(rse);
                }
            }
        } catch (InterruptedException | CancellationException e) {
            LOG.debug("nothing is read again any more");
        }
    }

    private List<Rse> due() {
        List<Rse> due = new ArrayList<>();
        try (Snapshot view = port.snapshot()) {
            Rses.all(view).stream()
                    .filter(rse -> RseAttributes.scrubRate(rse.getValue()) > 0)
                    .filter(rse -> isDue(rse.getValue().name()))
                    .forEach(rse -> due.add(new Rse(rse.getKey(), rse.getValue().name())));
        }
        return due;
    }

    private synchronized boolean isDue(String rse) {
        return Optional.ofNullable(dueNanos.get(rse))
                .filter(at -> clock.nanoTime() - at < 0)
                .isEmpty();
    }

    private void deal(Rse rse) {
        try {
            // Noted first: the answer may be here before the command's.
            due(rse.name(), REST);
            Dealt dealt = port.call(new DealScrub(rse.id(), port.live()));
            if (dealt.files() == 0) {
                due(rse.name(), dealt.more() ? Duration.ZERO : IDLE);
            } else if (dealt.patience().compareTo(REST) > 0) {
                dueLater(rse.name(), dealt.patience());
            }
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("{} is not read again for now", rse.name(), e);
        }
    }

    private synchronized void due(String rse, Duration time) {
        dueNanos.put(rse, clock.nanoTime() + time.toNanos());
    }

    /// Unless an answer has come meanwhile.
    private synchronized void dueLater(String rse, Duration time) {
        if (!isDue(rse)) {
            due(rse, time);
        }
    }

    /// What an agent has read is written down: the next batch may follow.
    public void take(FromAgent.Scrubbed message) {
        boolean away = message.doubts().stream().filter(doubt -> !doubt.different()).count() > 1;
        due(message.rse(), away ? REST : Duration.ZERO);
    }

    /// Stops dealing.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
