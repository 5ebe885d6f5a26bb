package org.godwit.fleet;

import java.util.Map;
import java.util.Optional;
import org.godwit.message.LinkMark;

/// What the engine knows of an agent's lease: soft knowledge that comes with a command.
///
/// @param alive whether it was heard of lately
/// @param lapsed whether its lease must have run out: it was heard of too long ago
/// @param lease that it goes by, as it said last
/// @param peaks the highest rate of late by the site that it fetches from, in bytes per second, for
///   the links on which something has been under way all that time
public record AgentWord(
        long incarnation,
        boolean alive,
        boolean lapsed,
        Optional<LinkMark> lease,
        Map<String, Long> peaks) {
    public AgentWord {
        peaks = Map.copyOf(peaks);
    }

    /// Of an agent that this engine has never heard of.
    ///
    /// @param lapsed whether an engine before this one can have given no lease that still holds
    static AgentWord unheard(long incarnation, boolean lapsed) {
        return new AgentWord(incarnation, false, lapsed, Optional.empty(), Map.of());
    }
}
