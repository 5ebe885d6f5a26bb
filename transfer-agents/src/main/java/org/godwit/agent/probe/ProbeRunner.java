package org.godwit.agent.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.godwit.agent.channel.SkeinClient;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The destination's side of probes: one at a time, on a thread of its own, reported every second
/// and, when it has ended, some times more, since messages may get lost. Thread-safe.
public final class ProbeRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProbeRunner.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    /// How often the end is told without being asked for it again.
    private static final int END_TOLD_TIMES = 3;

    /// What a probe takes and reports by.
    ///
    /// @param checkers check blocks; their queue is bounded by the slabs
    /// @param say sends a message, which may get lost
    public record Means(
            String agent,
            long incarnation,
            SkeinClient client,
            Executor checkers,
            Consumer<FromAgent> say,
            EngineClock clock) {}

    private final Means means;
    private Optional<ProbeReception> latest = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private boolean closed;

    public ProbeRunner(Means means) {
        this.means = means;
    }

    /// Begins a probe. One that runs goes on when it comes again, one that has ended is reported
    /// again, an older one is ignored; a newer one takes the place of one that runs, since only its
    /// engine's successor would give it.
    ///
    /// @param envelope the signed message itself, which is the permission shown to the source
    public synchronized void take(ToAgent.Probe probe, byte[] envelope) {
        if (closed) {
            return;
        }
        if (latest.isPresent()) {
            ToAgent.Probe before = latest.get().probe();
            int order = before.epoch().compareTo(probe.epoch());
            order = order != 0 ? order : Long.compare(before.number(), probe.number());
            if (order == 0) {
                say(latest.get());
            }
            if (order >= 0) {
                return;
            }
            latest.get().end("another probe has begun");
        }
        log.info("measuring the way from {}", probe.source().agent());
        ProbeReception reception = new ProbeReception(probe, envelope, means);
        latest = Optional.of(reception);
        say(reception);
        thread = Optional.of(Thread.ofVirtual().name("probe").start(() -> run(reception, probe)));
    }

    private void run(ProbeReception reception, ToAgent.Probe probe) {
        try {
            reception.begin();
            for (int second = 0; second < probe.seconds() && !reception.hasEnded(); second++) {
                means.clock().sleep(TICK);
                reception.tick();
                say(reception);
            }
            reception.end("");
            for (int i = 0; i < END_TOLD_TIMES && isLatest(reception); i++) {
                say(reception);
                means.clock().sleep(TICK);
            }
        } catch (InterruptedException e) {
            reception.end("the agent is stopping");
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("a probe failed", e);
            reception.end("the agent failed: " + e.getMessage());
            say(reception);
        }
    }

    private synchronized boolean isLatest(ProbeReception reception) {
        return latest.filter(l -> l == reception).isPresent();
    }

    private void say(ProbeReception reception) {
        means.say().accept(reception.report());
    }

    /// Ends a probe if it is under way.
    public synchronized void end(ToAgent.EndProbe order) {
        latest.filter(reception -> reception.probe().epoch().equals(order.epoch()))
                .filter(reception -> reception.probe().number() == order.number())
                .ifPresent(reception -> reception.end("cancelled"));
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.ifPresent(Thread::interrupt);
        latest.ifPresent(reception -> reception.end("the agent is stopping"));
    }
}
