package org.godwit.agent.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.godwit.agent.doctor.Cancellation;
import org.godwit.agent.doctor.DiskFigures;
import org.godwit.agent.doctor.DiskTrial;
import org.godwit.agent.doctor.LinuxKernel;
import org.godwit.config.AgentConfig;
import org.godwit.message.DiskRates;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures the disks of the RSEs that an agent serves, when an engine asks, as the doctor does:
/// once for each number. Thread-safe.
public final class DiskProbes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DiskProbes.class);

    /// Of an agent that serves more, the first are measured: some five seconds each.
    private static final int RSES_MAX = 4;

    /// Which measurement, and what it brought once it has ended.
    private record Last(Epoch epoch, long number, Optional<List<DiskRates>> disks) {
        boolean isFor(ToAgent.ProbeDisks asked) {
            return epoch.equals(asked.epoch()) && number == asked.number();
        }
    }

    private final String agent;
    private final long incarnation;
    private final List<AgentConfig.Storage> storages;
    private final Consumer<FromAgent> say;
    private final EngineClock clock;
    private final Cancellation cancellation = new Cancellation();
    private Optional<Last> last = Optional.empty();

    /// @param say sends a message, which may get lost
    public DiskProbes(
            String agent,
            long incarnation,
            List<AgentConfig.Storage> storages,
            Consumer<FromAgent> say,
            EngineClock clock) {
        this.agent = agent;
        this.incarnation = incarnation;
        this.storages = List.copyOf(storages);
        this.say = say;
        this.clock = clock;
    }

    /// Begins to measure, or reports again; while another measurement runs, nothing: the engine
    /// asks again.
    public synchronized void take(ToAgent.ProbeDisks asked) {
        if (last.filter(l -> l.isFor(asked)).isPresent()) {
            last.get().disks().ifPresent(disks -> say(asked.number(), disks));
            return;
        }
        if (last.filter(l -> l.disks().isEmpty()).isPresent()) {
            return;
        }
        last = Optional.of(new Last(asked.epoch(), asked.number(), Optional.empty()));
        Thread.ofPlatform().name("probe-disks").daemon().start(() -> measure(asked));
    }

    private void measure(ToAgent.ProbeDisks asked) {
        List<DiskRates> disks = new ArrayList<>();
        try {
            for (AgentConfig.Storage storage : storages.stream().limit(RSES_MAX).toList()) {
                disks.add(measure(storage));
            }
        } catch (CancellationException e) {
            log.debug("stopping while disks are measured");
            return;
        }
        synchronized (this) {
            last = Optional.of(new Last(asked.epoch(), asked.number(), Optional.of(disks)));
        }
        say(asked.number(), disks);
    }

    private DiskRates measure(AgentConfig.Storage storage) {
        try {
            Optional<DiskFigures> figures =
                    new DiskTrial(
                                    storage.root(),
                                    DiskTrial.Bounds.STANDARD,
                                    new LinuxKernel(),
                                    clock,
                                    cancellation)
                            .measure(storage.readOnly());
            return figures.map(measured -> rates(storage.rse(), measured))
                    .orElseGet(() ->
                            problem(storage.rse(), "it has no file that is large enough to read"));
        } catch (IOException e) {
            return problem(storage.rse(), String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("measuring the disk of {} failed", storage.rse(), e);
            return problem(storage.rse(), e.toString());
        }
    }

    private static DiskRates rates(String rse, DiskFigures figures) {
        return new DiskRates(
                rse,
                figures.filesystem(),
                figures.direct(),
                rate(figures.read()),
                rate(figures.bestWrite()),
                "");
    }

    private static long rate(Optional<DiskFigures.Rate> rate) {
        return rate.map(r -> Math.round(r.bytesPerSecond())).orElse(0L);
    }

    private static DiskRates problem(String rse, String why) {
        return new DiskRates(rse, "", false, 0, 0, why);
    }

    private void say(long number, List<DiskRates> disks) {
        say.accept(new FromAgent.DiskReport(agent, incarnation, number, disks));
    }

    @Override
    public void close() {
        cancellation.cancel();
    }
}
