package org.godwit.agent.channel;

import java.util.HashMap;
import java.util.Map;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameLimits;
import org.jspecify.annotations.Nullable;

/// The connections of a [SinkSession] that have ended, of which the source must be told. Guarded by
/// the session's lock.
final class LostConnections {
    /// A connection whose end the source must be told, and which connection told it.
    private record Loss(Frame.Lost frame, @Nullable SinkConnection toldBy) {}

    private final Map<Integer, Loss> losses = new HashMap<>();

    /// @param dataFrames how many Data frames had arrived on it
    void add(int connection, long dataFrames) {
        losses.put(connection, new Loss(new Frame.Lost(connection, dataFrames), null));
    }

    /// Tells of every loss that nobody has told, or only `broken` has.
    void tell(SinkConnection teller, SinkConnection broken) {
        losses.replaceAll((_, loss) -> {
            if (loss.toldBy() != null && loss.toldBy() != broken) {
                return loss;
            }
            teller.channel().send(loss.frame());
            return new Loss(loss.frame(), teller);
        });
    }

    /// On a link this bad a new session keeps the bookkeeping of both ends small.
    boolean areTooMany() {
        return losses.size() > FrameLimits.CONNECTIONS_PER_SESSION_MAX / 2;
    }

    void clear() {
        losses.clear();
    }
}
