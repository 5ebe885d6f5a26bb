package org.godwit.it.sim;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What came of a schedule.
///
/// @param options that the seed expanded into, for people
/// @param events that happened
/// @param faults how often each kind of fault happened
/// @param traceHash of everything that happened, where it was asked for
/// @param violation the first invariant that did not hold
public record ScheduleResult(
        long seed,
        String options,
        long events,
        Map<Fault, Long> faults,
        OptionalLong traceHash,
        Optional<String> violation) {
    public ScheduleResult {
        faults = Map.copyOf(faults);
    }
}
