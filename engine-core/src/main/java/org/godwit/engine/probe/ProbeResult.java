package org.godwit.engine.probe;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.message.ProbeSample;
import org.godwit.model.Bottleneck;

/// A probe summed up, from the second half of its samples: connections open and windows grow in the
/// first.
///
/// @param bytesPerSecond mean payload
/// @param minRttMicros least round-trip time seen; 0 where it is not known
/// @param rttMicros mean round-trip time
/// @param retransmittedPpm millionths that were sent again
/// @param limitedBy what limited most often
public record ProbeResult(
        long bytesPerSecond,
        int connections,
        int minRttMicros,
        int rttMicros,
        int retransmittedPpm,
        Bottleneck limitedBy) {

    /// Empty without a sample.
    static Optional<ProbeResult> of(List<ProbeSample> samples) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        List<ProbeSample> steady = samples.subList(samples.size() / 2, samples.size());
        return Optional.of(
                new ProbeResult(
                        Math.round(
                                steady.stream()
                                        .mapToLong(ProbeSample::bytesPerSecond)
                                        .average()
                                        .orElse(0)),
                        steady.stream().mapToInt(ProbeSample::connections).max().orElse(0),
                        samples.stream()
                                .mapToInt(ProbeSample::minRttMicros)
                                .filter(micros -> micros > 0)
                                .min()
                                .orElse(0),
                        mean(steady.stream().mapToInt(ProbeSample::rttMicros).toArray()),
                        mean(steady.stream().mapToInt(ProbeSample::retransmittedPpm).toArray()),
                        mostFrequent(steady)));
    }

    private static int mean(int[] numbers) {
        long sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return (int) Math.round((double) sum / numbers.length);
    }

    private static Bottleneck mostFrequent(List<ProbeSample> samples) {
        Map<Bottleneck, Integer> times = new EnumMap<>(Bottleneck.class);
        samples.forEach(sample -> times.merge(sample.limitedBy(), 1, Integer::sum));
        return times.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }
}
