package org.godwit.engine.probe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.fleet.Fleet;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.model.Names;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;

/// The probes of this engine's term. An agent takes part in one at a time. Nothing here has a
/// thread of its own: time passes when somebody looks, and what agents do is bounded by their
/// order. Thread-safe; nothing blocks.
public final class Probes {
    /// Ended probes that can still be looked at.
    static final int KEPT_MAX = 100;

    /// Asked for once, a probe that nobody looks at again keeps its agents no longer than this.
    static final Duration UNATTENDED_MAX = Duration.ofMinutes(3);

    /// 100 Gbit/s: what a link without a cap is taken for when bytes are granted.
    private static final long RATE_MAX = 12_500_000_000L;

    private final Epoch epoch;
    private final EngineClock clock;
    private final Fleet fleet;
    private final Port port;
    private final Map<String, ProbeRun> runs = new LinkedHashMap<>();
    private long lastNumber;

    /// What probes need of the engine. Nothing blocks.
    public interface Port {
        /// Sends a message, which may get lost.
        void tell(ToAgent message);

        /// Other agents than before measure links: caps are to be dealt out anew.
        void measuringChanged();
    }

    public Probes(Epoch epoch, EngineClock clock, Fleet fleet, Port port) {
        this.epoch = epoch;
        this.clock = clock;
        this.fleet = fleet;
        this.port = port;
    }

    /// Begins one.
    ///
    /// @throws EngineException `SITE_NOT_FOUND`; `AGENT_NOT_FOUND` where no agent of a site is
    ///   alive; `DUPLICATE` where one of the agents is busy with another probe
    public Probe start(CatalogView view, ProbeRequest request) {
        int from = Rses.siteId(view, request.source());
        int to = Rses.siteId(view, request.destination());
        AgentRow source = alive(view, from, request.source());
        AgentRow destination = alive(view, to, request.destination());
        long cap =
                least(
                        request.bytesPerSecondMax(),
                        LinkDefaults.of(view, from, to).bytesPerSecondMax());
        synchronized (this) {
            long now = clock.nanoTime();
            runs.values().forEach(run -> run.look(now));
            requireFree(source.name(), now);
            requireFree(destination.name(), now);
            long number = ++lastNumber;
            ToAgent.Probe order =
                    new ToAgent.Probe(
                            epoch,
                            destination.name(),
                            destination.incarnation(),
                            number,
                            new ToAgent.ProbeSource(
                                    request.source(),
                                    source.name(),
                                    source.incarnation(),
                                    source.host(),
                                    source.port()),
                            request.seconds(),
                            bytes(request.seconds(), cap),
                            cap);
            String id = epoch.term() + "-" + number;
            ProbeRun run =
                    new ProbeRun(
                            id,
                            request,
                            new LinkShareKey(from, to, destination.name()),
                            order,
                            port,
                            now);
            runs.put(id, run);
            forgetOld();
            port.measuringChanged();
            run.begin();
            return run.snapshot();
        }
    }

    private static long least(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    /// What the source may send: as long as asked at the highest rate, and a second's worth more,
    /// since clocks do not tick together.
    private static long bytes(int seconds, long cap) {
        long rate = cap == 0 ? RATE_MAX : Math.min(cap, RATE_MAX);
        return Math.clamp((seconds + 1) * rate, 1, ToAgent.Probe.BYTES_MAX);
    }

    private AgentRow alive(CatalogView view, int site, String name) {
        Map<String, Long> live = fleet.live();
        try (Cursor<String, AgentRow> rows = view.scanAll(Tables.AGENTS)) {
            while (rows.hasNext()) {
                AgentRow agent = rows.next().getValue();
                Optional<Long> incarnation = Optional.ofNullable(live.get(agent.name()));
                if (agent.site() == site && incarnation.equals(Optional.of(agent.incarnation()))) {
                    return agent;
                }
            }
        }
        throw new EngineException(
                ErrorCode.AGENT_NOT_FOUND,
                "no agent of site %s is alive; `godwit agent list` shows them".formatted(name));
    }

    private void requireFree(String agent, long now) {
        for (ProbeRun run : runs.values()) {
            boolean takesPart =
                    run.source().agent().equals(agent) || run.destination().agent().equals(agent);
            if (takesPart && isHeld(run, now) && !run.state().isFinal()) {
                throw new EngineException(
                        ErrorCode.DUPLICATE,
                        "agent %s takes part in probe %s; try again when that is over"
                                .formatted(agent, run.snapshot().id()));
            }
        }
    }

    private void forgetOld() {
        Stream.of(runs.keySet().toArray(String[]::new))
                .limit(Math.max(0, runs.size() - KEPT_MAX))
                .forEach(runs::remove);
    }

    /// A probe as it stands now.
    ///
    /// @throws EngineException `NOT_FOUND`
    public synchronized Probe look(String id) {
        ProbeRun run = run(id);
        run.look(clock.nanoTime());
        return run.snapshot();
    }

    /// Ends a probe; one that has ended stays as it is.
    ///
    /// @throws EngineException `NOT_FOUND`
    public synchronized Probe cancel(String id) {
        ProbeRun run = run(id);
        run.cancel(clock.nanoTime());
        return run.snapshot();
    }

    /// The agents that measure now, and on which links.
    public synchronized Set<LinkShareKey> measuring() {
        long now = clock.nanoTime();
        return runs.values().stream()
                .filter(run -> run.isMoving() && isHeld(run, now))
                .map(ProbeRun::share)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isHeld(ProbeRun run, long now) {
        return now - run.stateSinceNanos() < UNATTENDED_MAX.toNanos();
    }

    private ProbeRun run(String id) {
        ProbeRun run = runs.get(id);
        if (run == null) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "there is no probe %s; the engine keeps the last %d of its own term"
                            .formatted(Names.printable(id), KEPT_MAX));
        }
        return run;
    }

    /// Takes an agent's report; what fits no probe is dropped.
    public synchronized void take(FromAgent message) {
        long now = clock.nanoTime();
        for (ProbeRun run : runs.values()) {
            switch (message) {
                case FromAgent.ProbeReport report when report.number() == run.number() ->
                        run.take(report, now);
                case FromAgent.DiskReport report when report.number() == run.number() ->
                        run.take(report, now);
                case FromAgent _ -> {}
            }
        }
    }
}
