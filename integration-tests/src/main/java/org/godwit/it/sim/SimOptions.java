package org.godwit.it.sim;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a seed expands into: the size of the grid, its pace, and which faults there are. Each
/// schedule leaves some faults out, since faults hide each other (swarm testing).
///
/// @param sites each with an agent and an RSE; some have a second RSE
/// @param files registered at the start
/// @param lease how long an agent counts as alive after its last word
/// @param syncDelay how long the catalogue's disk typically takes
/// @param transferTime how long a file typically takes
/// @param operationsEvery typical pause between two commands of users
/// @param faultEvery typical pause between two faults of a kind
/// @param transfersMax at a time on each link
/// @param reaping whether what no rule holds is deleted
/// @param bySpace whether it is deleted where an agent says that space is short, else everywhere
/// @param encoded whether messages go through their codec
record SimOptions(
        long seed,
        int sites,
        int files,
        Duration lease,
        Duration syncDelay,
        Duration transferTime,
        Duration operationsEvery,
        Duration faultEvery,
        double lossRate,
        int transfersMax,
        boolean encoded,
        boolean reaping,
        boolean bySpace,
        Set<Fault> faults) {
    /// The part of a schedule in which things go wrong.
    static final Duration DAY = Duration.ofHours(10);

    /// The part without faults, at whose end every satisfiable rule must be OK.
    static final Duration CALM = Duration.ofHours(5);

    private static final double FAULT_ON = 0.7;

    SimOptions {
        faults = Set.copyOf(faults);
    }

    static SimOptions of(long seed) {
        Chance chance = Chance.of(seed, "options");
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (chance.with(FAULT_ON)) {
                faults.add(fault);
            }
        }
        Duration transferTime =
                chance.of(
                        List.of(
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(15)));
        // One long transfer after the other would not be done when the calm hours end.
        List<Integer> transfersMax =
                transferTime.compareTo(Duration.ofMinutes(1)) > 0
                        ? List.of(3, 1_000)
                        : List.of(1, 3, 1_000);
        return new SimOptions(
                seed,
                5,
                chance.between(12, 20),
                chance.of(
                        List.of(
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(15))),
                chance.of(
                        List.of(
                                Duration.ofMillis(1),
                                Duration.ofMillis(20),
                                Duration.ofSeconds(3))),
                transferTime,
                chance.of(
                        List.of(
                                Duration.ofMinutes(6),
                                Duration.ofMinutes(12),
                                Duration.ofMinutes(25))),
                chance.of(
                        List.of(
                                Duration.ofMinutes(16),
                                Duration.ofMinutes(48),
                                Duration.ofMinutes(144))),
                chance.of(List.of(0.02, 0.1, 0.3)),
                chance.of(transfersMax),
                chance.with(0.02),
                Chance.of(seed, "reaping").with(0.5),
                Chance.of(seed, "space").with(0.5),
                faults);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    @Override
    public String toString() {
        return "seed %d: %d sites, %d files, lease %s, sync %s, transfer %s, command every %s, fault every %s, loss %s, %d transfers a link%s%s; faults %s"
                .formatted(
                        seed,
                        sites,
                        files,
                        lease,
                        syncDelay,
                        transferTime,
                        operationsEvery,
                        faultEvery,
                        lossRate,
                        transfersMax,
                        encoded ? ", messages encoded" : "",
                        reaping ? bySpace ? ", reaping by space" : ", reaping" : "",
                        new TreeSet<>(faults));
    }
}
