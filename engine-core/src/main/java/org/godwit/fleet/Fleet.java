package org.godwit.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.message.FromAgent;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;

/// What is known of the agents only now: who was heard of lately, what moves, how much space is
/// left. All of it may be lost at any time; nothing here decides safety. Thread-safe.
public final class Fleet {
    /// How long an agent counts as alive after its last heartbeat unless told otherwise: several
    /// beats over a long link.
    public static final Duration ALIVE_FOR = Duration.ofSeconds(15);

    private final EngineClock clock;
    private final Duration aliveFor;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final AgentWords words;

    public Fleet(EngineClock clock) {
        this(clock, ALIVE_FOR);
    }

    /// @param aliveFor how long an agent counts as alive after its last word
    public Fleet(EngineClock clock, Duration aliveFor) {
        this.clock = clock;
        this.aliveFor = aliveFor;
        this.words = new AgentWords(clock.nanoTime());
    }

    /// An agent's last word.
    ///
    /// @param heardNanos monotonic time of it
    public record Sighting(
            long incarnation, long heardNanos, Optional<FromAgent.Heartbeat> heartbeat) {}

    /// An agent was welcomed. Answers whether it was not alive before.
    public synchronized boolean welcomed(String agent, long incarnation) {
        Optional<Sighting> before = Optional.ofNullable(sightings.get(agent));
        boolean news =
                before.isEmpty()
                        || before.get().incarnation() != incarnation
                        || !isAlive(before.get());
        Optional<FromAgent.Heartbeat> beat =
                before.filter(s -> s.incarnation() == incarnation).flatMap(Sighting::heartbeat);
        sightings.put(agent, new Sighting(incarnation, clock.nanoTime(), beat));
        return news;
    }

    /// What a heartbeat tells.
    ///
    /// @param news whether the agent was not alive before
    /// @param leaseTaken whether it goes by another lease than before
    public record Beat(boolean news, boolean leaseTaken) {}

    /// An agent of a known incarnation has beaten.
    public synchronized Beat beat(FromAgent.Heartbeat heartbeat) {
        Optional<Sighting> before = Optional.ofNullable(sightings.get(heartbeat.agent()));
        boolean news =
                before.isEmpty()
                        || before.get().incarnation() != heartbeat.incarnation()
                        || !isAlive(before.get());
        sightings.put(
                heartbeat.agent(),
                new Sighting(heartbeat.incarnation(), clock.nanoTime(), Optional.of(heartbeat)));
        return new Beat(news, words.beat(heartbeat, news, clock.nanoTime()));
    }

    /// What is known of an agent's lease.
    ///
    /// @param incarnation that the catalogue knows
    public synchronized AgentWord word(String agent, long incarnation) {
        boolean alive =
                Optional.ofNullable(sightings.get(agent))
                        .filter(sighting -> sighting.incarnation() == incarnation)
                        .filter(this::isAlive)
                        .isPresent();
        return words.of(agent, incarnation, alive, clock.nanoTime());
    }

    /// When the last heartbeat of an agent's incarnation was sent, on the agent's own clock.
    public synchronized Optional<Long> sentNanos(String agent, long incarnation) {
        return words.sentNanos(agent, incarnation);
    }

    /// Forgets the agents not heard of for too long, and answers their names.
    public synchronized List<String> expire() {
        List<String> lost = new ArrayList<>();
        sightings.forEach((agent, sighting) -> {
            if (!isAlive(sighting)) {
                lost.add(agent);
            }
        });
        lost.forEach(sightings::remove);
        lost.sort(null);
        return lost;
    }

    /// Names and incarnations of the agents that are alive.
    public synchronized Map<String, Long> live() {
        Map<String, Long> live = new TreeMap<>();
        sightings.forEach((agent, sighting) -> {
            if (isAlive(sighting)) {
                live.put(agent, sighting.incarnation());
            }
        });
        return live;
    }

    /// The agents that are known to obey no epoch below this one any more. Once so, it is so for
    /// ever.
    public synchronized Set<String> following(Epoch epoch) {
        Set<String> following = new TreeSet<>();
        beats().stream()
                .filter(beat -> beat.lease().filter(mark -> mark.epoch().equals(epoch)).isPresent())
                .forEach(beat -> following.add(beat.agent()));
        return following;
    }

    /// The last word of an agent, if it is alive or was so lately.
    public synchronized Optional<Sighting> sighting(String agent) {
        return Optional.ofNullable(sightings.get(agent));
    }

    /// How long ago an agent was heard of.
    public Optional<Duration> silence(String agent) {
        return sighting(agent)
                .map(sighting -> Duration.ofNanos(clock.nanoTime() - sighting.heardNanos()));
    }

    /// What every link carries now, as the agents at its destination tell.
    public synchronized List<FromAgent.LinkActivity> links() {
        return beats().stream().flatMap(beat -> beat.links().stream()).toList();
    }

    /// Bytes done of the transfers under way.
    public synchronized Map<OrderId, FromAgent.Progress> progress() {
        Map<OrderId, FromAgent.Progress> progress = new HashMap<>();
        beats().forEach(beat -> beat.progress().forEach(p -> progress.put(p.order(), p)));
        return progress;
    }

    /// The space of an RSE as its agents last told it.
    public synchronized Optional<FromAgent.Space> space(String rse) {
        return beats().stream()
                .flatMap(beat -> beat.rses().stream())
                .filter(space -> space.rse().equals(rse))
                .findFirst();
    }

    private List<FromAgent.Heartbeat> beats() {
        return sightings.values().stream()
                .filter(this::isAlive)
                .map(Sighting::heartbeat)
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean isAlive(Sighting sighting) {
        return clock.nanoTime() - sighting.heardNanos() < aliveFor.toNanos();
    }
}
