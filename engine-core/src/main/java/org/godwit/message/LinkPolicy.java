package org.godwit.message;

import org.godwit.model.Protection;

/// What the engine lets one agent do on the link from another site to its own.
///
/// @param bytesPerSecondMax this agent's share of the link's cap, payload bytes per second; 0 where
///   the link has no cap
public record LinkPolicy(
        String sourceSite, String destinationSite, Protection protection, long bytesPerSecondMax) {}
