package org.godwit.transfer;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.godwit.model.FailureClass;

/// When a failed transfer is tried again: exponential back-off with jitter, by who must act. There
/// is no last attempt: after [#STUCK_AFTER] failures the lock shows as STUCK so that people look,
/// and the attempts go on at the longest interval, so that a repaired cause needs no help.
public final class RetryPolicy {
    /// Failures after which a lock counts as stuck, as Rucio has it.
    public static final int STUCK_AFTER = 3;

    /// Failures after which a file that an RSE does not take is sent to another one of its rule, if
    /// there is one: some minutes of trying.
    public static final int ELSEWHERE_AFTER = 8;

    private static final int DOUBLINGS_MAX = 16;

    private RetryPolicy() {}

    /// How long to wait after failure number `failures` (from 1): between half and all of first ×
    /// 2^(failures−1), bounded by the class's longest.
    public static Duration delay(FailureClass failure, int failures, RandomGenerator random) {
        Duration first = first(failure);
        Duration longest = longest(failure);
        long doubled = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        long bounded = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }

    /// Whether a failure says that another RSE may do better.
    public static boolean isOfDestination(FailureClass failure) {
        return switch (failure) {
            case DESTINATION, SPACE -> true;
            case SOURCE, NETWORK, INTEGRITY, REFUSED, INTERNAL -> false;
        };
    }

    private static Duration first(FailureClass failure) {
        return switch (failure) {
            case NETWORK, REFUSED, INTERNAL -> Duration.ofSeconds(1);
            case SOURCE, DESTINATION, INTEGRITY -> Duration.ofSeconds(2);
            case SPACE -> Duration.ofSeconds(5);
        };
    }

    private static Duration longest(FailureClass failure) {
        return switch (failure) {
            case NETWORK, REFUSED -> Duration.ofSeconds(30);
            case SPACE -> Duration.ofSeconds(30);
            case INTERNAL -> Duration.ofMinutes(5);
            case SOURCE, DESTINATION, INTEGRITY -> Duration.ofMinutes(10);
        };
    }
}
