package org.godwit.agent.channel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameLimits;

/// The permissions that a [SinkSession] has shown to its source: an envelope for a thousand files
/// travels once, and the grants refer to it by number over the same connection. Guarded by the
/// session's lock.
final class ShownPermits {
    /// The source keeps twice as many, so that a grant under way never misses its permission.
    private static final int KEPT = FrameLimits.PERMITS_PER_SESSION_MAX / 2;

    /// A permission the source knows.
    ///
    /// @param over the connection that carried it, and so carries what refers to it
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, compared as such
    record Shown(byte[] envelope, int number, SinkConnection over) {}

    private final ArrayDeque<Shown> shown = new ArrayDeque<>();
    private int nextNumber;

    /// The permission with this envelope, if the source was shown it.
    Optional<Shown> find(byte[] envelope) {
        for (Shown each : shown) {
            if (Arrays.equals(each.envelope(), envelope)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// Shows an envelope over a connection.
    Shown show(byte[] envelope, SinkConnection over) {
        Shown fresh = new Shown(envelope, nextNumber++, over);
        over.channel().send(new Frame.Permit(fresh.number(), envelope));
        shown.addFirst(fresh);
        if (shown.size() > KEPT) {
            shown.removeLast();
        }
        return fresh;
    }

    /// What was said on this connection may not have been heard.
    void forget(SinkConnection broken) {
        for (Iterator<Shown> all = shown.iterator(); all.hasNext(); ) {
            if (all.next().over() == broken) {
                all.remove();
            }
        }
    }

    /// The source has forgotten the session.
    void clear() {
        shown.clear();
        nextNumber = 0;
    }
}
