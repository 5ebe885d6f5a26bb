package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;

/// How a session stands just now.
///
/// @param conditions the source's last word; empty before the first
/// @param limitedBy what limits, as far as both ends know
public record Way(int connections, Optional<Frame.Conditions> conditions, Bottleneck limitedBy) {}
