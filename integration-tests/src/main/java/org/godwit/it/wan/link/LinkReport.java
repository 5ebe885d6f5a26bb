package org.godwit.it.wan.link;

import java.util.Optional;

/// What a link did since the last reset, and what it cost.
///
/// @param forward from the first site to the second
/// @param backward from the second site to the first
/// @param cpuSeconds user and system time of the emulator's process. It includes the receiving
///   kernel's work on a packet up to the socket, as it is done on the emulator's thread
/// @param seconds how long the report covers
public record LinkReport(
        DirectionReport forward, DirectionReport backward, double cpuSeconds, double seconds) {
    /// A run in which more than 1 % of the packets left the link later than this is void.
    public static final long LATENESS_P99_MICROS_MAX = 2_000;

    /// Why a measurement over this time would be of the emulator and not of what it measured.
    public Optional<String> fault() {
        return fault("forward", forward).or(() -> fault("backward", backward));
    }

    private static Optional<String> fault(String name, DirectionReport direction) {
        if (direction.ownDrops() > 0) {
            return Optional.of(
                    "the emulator dropped %d segments %s by itself"
                            .formatted(direction.ownDrops(), name));
        }
        if (direction.latenessP99Micros() > LATENESS_P99_MICROS_MAX) {
            return Optional.of(
                    "1 %% of the packets %s left the link more than %d µs late"
                            .formatted(name, direction.latenessP99Micros()));
        }
        return Optional.empty();
    }
}
