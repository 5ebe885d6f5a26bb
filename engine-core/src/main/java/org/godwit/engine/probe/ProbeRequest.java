package org.godwit.engine.probe;

import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What somebody wants to have measured.
///
/// @param source site
/// @param destination site
/// @param bytesPerSecondMax 0 for no more than the link's cap
/// @param disks whether to measure the disks at both ends too
public record ProbeRequest(
        String source, String destination, int seconds, long bytesPerSecondMax, boolean disks) {
    public ProbeRequest {
        if (source.equals(destination)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "a link is between two sites; name two");
        }
        if (seconds < 1 || seconds > ToAgent.Probe.SECONDS_MAX || bytesPerSecondMax < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a probe takes 1 to %d seconds, and a rate that is not negative"
                            .formatted(ToAgent.Probe.SECONDS_MAX));
        }
    }
}
