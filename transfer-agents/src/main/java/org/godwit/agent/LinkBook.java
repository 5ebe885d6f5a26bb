package org.godwit.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.agent.channel.LinkTerms;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;
import org.godwit.message.LinkPolicy;
import org.godwit.model.Epoch;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;

/// What the engine lets this agent do on the links to its site, from the newest lease that it has
/// heard: of two, that with the higher epoch, then revision. Repeated and older ones change
/// nothing, but that each may tell of a later heartbeat that the engine had, from which shares of
/// caps count on. When they have run out, a part of each is left until the agent hears again;
/// protection stays as it was last told. Before the first lease nothing may be fetched, which is
/// said as the least rate there is: orders bring one along. Thread-safe; reads do not wait.
public final class LinkBook implements LinkTerms {
    /// @param holdsUntilNanos on this agent's monotonic clock; absent if the shares hold no more
    private record Held(
            LinkMark mark, Map<String, LinkPolicy> bySource, Optional<Long> holdsUntilNanos) {
        Held {
            bySource = Map.copyOf(bySource);
        }
    }

    private final EngineClock clock;
    private volatile Optional<Held> held = Optional.empty();

    public LinkBook(EngineClock clock) {
        this.clock = clock;
    }

    /// Takes a lease.
    ///
    /// @param epoch of the message that brought it, which is not below any obeyed before
    public synchronized void take(Epoch epoch, LinkLease lease) {
        LinkMark mark = new LinkMark(epoch, lease.revision());
        if (held.isPresent() && isOlder(mark, held.get().mark())) {
            return;
        }
        Map<String, LinkPolicy> bySource = new HashMap<>();
        lease.policies().forEach(policy -> bySource.put(policy.sourceSite(), policy));
        held = Optional.of(new Held(mark, bySource, later(lease)));
    }

    private static boolean isOlder(LinkMark one, LinkMark other) {
        int order = one.epoch().compareTo(other.epoch());
        return order != 0 ? order < 0 : one.revision() < other.revision();
    }

    /// Until when shares hold, from this and earlier leases: the engine counts from the last
    /// heartbeat that it had, whichever message says so.
    private Optional<Long> later(LinkLease lease) {
        Optional<Long> known = held.flatMap(Held::holdsUntilNanos);
        Optional<Long> told = lease.heardNanos().map(nanos -> nanos + nanos(lease.leaseMillis()));
        if (known.isEmpty() || told.isEmpty()) {
            return known.isEmpty() ? told : known;
        }
        return told.get() - known.get() > 0 ? told : known;
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /// The lease that this agent goes by.
    public Optional<LinkMark> mark() {
        return held.map(Held::mark);
    }

    @Override
    public Protection protection(String sourceSite) {
        return held.flatMap(book -> Optional.ofNullable(book.bySource().get(sourceSite)))
                .map(LinkPolicy::protection)
                .orElse(Protection.TLS);
    }

    @Override
    public long bytesPerSecondMax(String sourceSite) {
        Optional<Held> book = held;
        if (book.isEmpty()) {
            return LinkPolicy.IDLE;
        }
        LinkPolicy policy = book.get().bySource().get(sourceSite);
        if (policy == null || policy.bytesPerSecondMax() == 0) {
            return 0;
        }
        boolean holds =
                book.get().holdsUntilNanos().filter(end -> clock.nanoTime() - end < 0).isPresent();
        return holds ? policy.bytesPerSecondMax() : LinkLease.lapsed(policy.bytesPerSecondMax());
    }
}
