package org.godwit.engine.probe;

import java.util.List;
import java.util.Optional;
import org.godwit.message.DiskRates;
import org.godwit.message.ProbeSample;

/// A probe as it stands. Immutable.
///
/// @param id unique for ever: the engine's term and a number
/// @param bytesPerSecondMax what it may take: the link's cap or less; 0 for no cap
/// @param reason why it failed, or what could not be measured; empty where nothing is to be said
public record Probe(
        String id,
        ProbeRequest request,
        String sourceAgent,
        String destinationAgent,
        long bytesPerSecondMax,
        ProbeState state,
        String reason,
        List<ProbeSample> samples,
        long damagedBlocks,
        List<DiskRates> sourceDisks,
        List<DiskRates> destinationDisks) {
    public Probe {
        samples = List.copyOf(samples);
        sourceDisks = List.copyOf(sourceDisks);
        destinationDisks = List.copyOf(destinationDisks);
    }

    /// What was measured of the way; empty before the first second is over.
    public Optional<ProbeResult> result() {
        return ProbeResult.of(samples);
    }
}
