package org.godwit.schedule;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// How much each activity has had of a link lately: start-time fair queueing in bytes. The activity
/// that has had least for its weight is next; one that comes back after a pause starts where the
/// others are, so that it can neither starve them nor be starved. Immutable.
///
/// @param served virtual bytes by activity: bytes over weight
/// @param weights by activity; 1 where absent
public record FairShare(Map<String, Double> served, Map<String, Double> weights) {
    /// What starting any transfer counts for, so that empty files are not free.
    private static final long BYTES_PER_FILE = 64 * 1024;

    public FairShare {
        served = Map.copyOf(served);
        weights = Map.copyOf(weights);
    }

    /// Nothing served yet.
    public static FairShare fresh(Map<String, Double> weights) {
        return new FairShare(Map.of(), weights);
    }

    /// This share with only the given activities competing: others are forgotten, and newcomers
    /// start level with the one that has had least.
    public FairShare among(Collection<String> activities) {
        double level =
                served.entrySet().stream()
                        .filter(entry -> activities.contains(entry.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .min()
                        .orElse(0);
        Map<String, Double> next = new HashMap<>();
        activities.forEach(
                activity -> next.put(activity, served.getOrDefault(activity, level) - level));
        return new FairShare(next, weights);
    }

    /// The activity whose turn it is; ties go by name. The collection must not be empty.
    public String next(Collection<String> activities) {
        return activities.stream()
                .min(
                        Comparator.comparingDouble(
                                        (String activity) -> served.getOrDefault(activity, 0.0))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /// This share after an activity was given a file of so many bytes.
    public FairShare charge(String activity, long bytes) {
        Map<String, Double> next = new HashMap<>(served);
        double cost = (bytes + BYTES_PER_FILE) / weights.getOrDefault(activity, 1.0);
        next.merge(activity, cost, Double::sum);
        return new FairShare(next, weights);
    }
}
