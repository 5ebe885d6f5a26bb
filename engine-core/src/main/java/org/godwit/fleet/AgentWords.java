package org.godwit.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;

/// What agents say with their heartbeats of the leases that they go by, and how fast their links
/// were of late. Unlike a [Fleet.Sighting], it outlives an agent's silence: an agent that is not
/// known here was not heard of since the engine started. Not thread-safe.
final class AgentWords {
    /// What clocks may differ in rate, and what passes between a look at the time and its use.
    private static final Duration MARGIN = Duration.ofSeconds(3);

    /// After which time the lease of an agent must have run out.
    static final Duration LAPSED_AFTER = Duration.ofMillis(LinkLease.LEASE_MILLIS).plus(MARGIN);

    /// How far back a link's highest rate is looked for: a connection needs some seconds to become
    /// fast over a long way.
    private static final Duration PEAK_OVER = Duration.ofSeconds(15);

    /// Heartbeats kept for that, should an agent beat faster than it ought to.
    private static final int BEATS_MAX = 64;

    private record Beat(long nanos, Map<String, Long> rates) {}

    private static final class Word {
        private final long incarnation;
        private long heardNanos;
        private long sentNanos;
        private Optional<LinkMark> lease = Optional.empty();
        private final Map<String, Long> busySince = new HashMap<>();
        private final Deque<Beat> beats = new ArrayDeque<>();

        Word(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    private final long startedNanos;
    private final Map<String, Word> words = new TreeMap<>();

    AgentWords(long startedNanos) {
        this.startedNanos = startedNanos;
    }

    /// Takes a heartbeat of an agent's present incarnation. Answers whether the agent goes by
    /// another lease than before.
    boolean beat(FromAgent.Heartbeat heartbeat, boolean news, long nowNanos) {
        Word known = words.get(heartbeat.agent());
        Word word =
                known == null || known.incarnation != heartbeat.incarnation()
                        ? new Word(heartbeat.incarnation())
                        : known;
        words.put(heartbeat.agent(), word);
        word.heardNanos = nowNanos;
        // Heartbeats may overtake each other; the lease is never counted from an earlier one.
        boolean newer = known != word || heartbeat.sentNanos() - word.sentNanos > 0;
        if (!newer) {
            return false;
        }
        word.sentNanos = heartbeat.sentNanos();
        if (news) {
            word.busySince.clear();
            word.beats.clear();
        }
        note(word, heartbeat, nowNanos);
        boolean changed = !heartbeat.lease().equals(word.lease);
        word.lease = heartbeat.lease();
        return changed;
    }

    private static void note(Word word, FromAgent.Heartbeat heartbeat, long nowNanos) {
        Map<String, Long> rates = new HashMap<>();
        for (FromAgent.LinkActivity link : heartbeat.links()) {
            if (link.transfers() > 0) {
                rates.put(link.sourceSite(), link.bytesPerSecond());
            }
        }
        word.busySince.keySet().retainAll(rates.keySet());
        rates.keySet().forEach(source -> word.busySince.putIfAbsent(source, nowNanos));
        word.beats.addLast(new Beat(nowNanos, rates));
        while (word.beats.size() > BEATS_MAX
                || nowNanos - word.beats.getFirst().nanos() > PEAK_OVER.toNanos()) {
            word.beats.removeFirst();
        }
    }

    /// The agent's own time of its last heartbeat.
    Optional<Long> sentNanos(String agent, long incarnation) {
        return Optional.ofNullable(words.get(agent))
                .filter(word -> word.incarnation == incarnation)
                .map(word -> word.sentNanos);
    }

    /// What is known of an agent.
    AgentWord of(String agent, long incarnation, boolean alive, long nowNanos) {
        Word word = words.get(agent);
        if (word == null || word.incarnation != incarnation) {
            return AgentWord.unheard(incarnation, nowNanos - startedNanos > LAPSED_AFTER.toNanos());
        }
        return new AgentWord(
                incarnation,
                alive,
                nowNanos - word.heardNanos > LAPSED_AFTER.toNanos(),
                word.lease,
                peaks(word, nowNanos));
    }

    private static Map<String, Long> peaks(Word word, long nowNanos) {
        Map<String, Long> peaks = new HashMap<>();
        word.busySince.forEach((source, since) -> {
            if (nowNanos - since >= PEAK_OVER.toNanos()) {
                long peak = 0;
                for (Beat beat : word.beats) {
                    peak = Math.max(peak, beat.rates().getOrDefault(source, 0L));
                }
                peaks.put(source, peak);
            }
        });
        return peaks;
    }
}
