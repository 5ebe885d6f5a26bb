package org.godwit.message;

import java.util.List;
import java.util.Optional;

/// What one agent may do on the links that end at its site, all of it: a link that is not named is
/// under TLS and has no cap. Of two leases that with the higher epoch, then revision, holds.
///
/// Shares of caps hold for a time only, so that the engine can count on an agent's giving up what
/// it does not hear to be gone: until `leaseMillis` after the agent sent the heartbeat that the
/// lease answers, on the agent's own clock. However long the lease was on its way, the engine,
/// which counts from the moment in which that heartbeat came in, is never ahead of the agent. After
/// that an agent takes a [#LAPSED_PART]th of each share until it hears again.
///
/// @param revision index of the last change set that it takes into account
/// @param heardNanos [FromAgent.Heartbeat#sentNanos()] of the last heartbeat that the engine had
///   when it made this; absent if it had none of this incarnation: then the shares have run out
/// @param leaseMillis how long shares of caps hold from that heartbeat on
public record LinkLease(
        long revision, Optional<Long> heardNanos, long leaseMillis, List<LinkPolicy> policies) {
    /// How long shares hold; several renewals over a long link, and a restart of the engine.
    public static final long LEASE_MILLIS = 60_000;

    /// What part of a share is left when the lease has run out.
    public static final long LAPSED_PART = 20;

    public LinkLease {
        if (leaseMillis < 0 || leaseMillis > LEASE_MILLIS) {
            throw new IllegalArgumentException(
                    leaseMillis + " ms: a lease has at most " + LEASE_MILLIS);
        }
        policies = List.copyOf(policies);
    }

    /// A lease that answers nothing yet.
    public static LinkLease of(long revision, List<LinkPolicy> policies) {
        return new LinkLease(revision, Optional.empty(), LEASE_MILLIS, policies);
    }

    /// This lease, counted from a heartbeat.
    public LinkLease answering(Optional<Long> sentNanos) {
        return new LinkLease(revision, sentNanos, leaseMillis, policies);
    }

    /// What is left of a share when the lease has run out: never nothing, since 0 means no cap.
    public static long lapsed(long bytesPerSecond) {
        return Math.ceilDiv(bytesPerSecond, LAPSED_PART);
    }
}
