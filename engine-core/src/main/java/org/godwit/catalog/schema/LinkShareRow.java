package org.godwit.catalog.schema;

import java.time.Instant;

/// An agent's share of a link's cap. An agent without a row has none. It is written down before the
/// agent is told, so that an engine that starts anew knows what may be taken.
///
/// @param incarnation of the agent
/// @param granted what it is told, in payload bytes per second
/// @param held the most that it may be taking: more than `granted` while it has not confirmed a
///   decrease, or went silent
/// @param joining whether it has not had its fair share yet
/// @param lapsed whether the agent was silent for so long that what it holds is only what is left
///   of a share without lease
/// @param revision the change set in which `granted` last changed; a lease of this revision or
///   later, confirmed, means that it holds no more than that
/// @param since when this row last changed
public record LinkShareRow(
        long incarnation,
        long granted,
        long held,
        boolean joining,
        boolean lapsed,
        long revision,
        Instant since) {}
