package org.godwit.message;

import org.godwit.model.Protection;

/// What the engine lets one agent do on the link from another site to its own.
///
/// @param bytesPerSecondMax this agent's share of the link's cap, payload bytes per second; [#IDLE]
///   while it has nothing to do there; 0 where the link has no cap
public record LinkPolicy(
        String sourceSite, String destinationSite, Protection protection, long bytesPerSecondMax) {
    /// The share of an agent that has none: as near to nothing as can be said, since 0 means no
    /// cap.
    public static final long IDLE = 1;

    public LinkPolicy {
        if (bytesPerSecondMax < 0) {
            throw new IllegalArgumentException(bytesPerSecondMax + " bytes per second");
        }
    }
}
