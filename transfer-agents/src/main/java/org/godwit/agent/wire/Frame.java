package org.godwit.agent.wire;

import java.util.List;
import java.util.Optional;
import org.godwit.agent.mac.PayloadTag;
import org.godwit.model.Bottleneck;

/// One message of skein. The destination asks ([Hello], [Permit], [Grant], [Fetch], [Ack], [Lost],
/// [Forget], [Rate]); the source answers ([HelloOk], [Refused], [Data], [FileError], [Conditions]);
/// both may send [Ping], [Pong] and [Bye].
public sealed interface Frame {
    /// Opens a connection and joins it to a session of the sender.
    ///
    /// @param agent the sender's name, which must be that of its certificate
    /// @param connection number of this connection in its session, never used twice in it
    /// @param blockBytes size into which both ends cut files; the last block of a file is shorter
    /// @param security how the session is to be protected from the source's answer on
    record Hello(
            int oldest,
            int current,
            SessionId session,
            int connection,
            int blockBytes,
            SecurityTerms security,
            String agent)
            implements Frame {}

    /// The source's answer.
    ///
    /// @param session which memory of the session the source has: another number than before means
    ///   that it has forgotten everything it was asked
    /// @param security what the destination asked for, and the source's part of it
    record HelloOk(int version, long session, SecurityTerms security, String agent)
            implements Frame {}

    /// The source does not want this connection.
    ///
    /// @param passing the same Hello may be accepted later
    record Refused(boolean passing, String message) implements Frame {}

    /// Shows a signed permission to read files, to which grants refer by its number. Numbers rise
    /// by one in a session; permits on different connections may overtake each other.
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, passed through, never compared
    record Permit(int number, byte[] envelope) implements Frame {}

    /// Binds numbers to files that a permission shown before on the same connection covers. Binding
    /// the same number to the same file again changes nothing.
    record Grant(int permit, List<Binding> files) implements Frame {
        public Grant {
            files = List.copyOf(files);
        }
    }

    /// A file a grant speaks of. The destination never uses a `ref` twice in a session.
    record Binding(int ref, String rse, String path, long bytes, long didId) {}

    /// Asks for `length` bytes at `offset`: whole blocks, or up to the end of the file.
    ///
    /// @param onlyIfUnknown asked before on a connection that was lost: send only what was not
    ///   already asked or is not already on its way
    record Fetch(int ref, long offset, long length, boolean onlyIfUnknown) implements Frame {}

    /// Header of a block; `length` bytes follow it.
    ///
    /// @param crc32c over DID id, offset, length and payload, see
    ///   [org.godwit.agent.checksum.BlockChecksum]
    /// @param tag of the payload; in a session under [org.godwit.model.Protection#INTEGRITY] only,
    ///   and always there
    record Data(int ref, long offset, int length, int crc32c, Optional<PayloadTag> tag)
            implements Frame {
        /// Without a tag.
        public Data(int ref, long offset, int length, int crc32c) {
            this(ref, offset, length, crc32c, Optional.empty());
        }
    }

    /// The source gives this file up.
    record FileError(int ref, FileErrorCode code, String message) implements Frame {}

    /// The destination needs no more of this file: it is complete, failed or cancelled.
    record Forget(int ref) implements Frame {}

    /// How many Data frames have arrived on this connection since it was opened.
    record Ack(long dataFrames) implements Frame {}

    /// Another connection of this session is dead; of it, `dataFrames` Data frames have arrived.
    /// The source sends the later ones again.
    record Lost(int connection, long dataFrames) implements Frame {}

    /// The most payload the source may send in this session from now on, in bytes per second; 0 for
    /// no cap. The latest counts.
    record Rate(long bytesPerSecond) implements Frame {}

    /// How the way looks from the source, about twice a second while something is asked for.
    ///
    /// @param rttMicros smoothed round-trip time, the mean over the connections; 0 where the host
    ///   does not tell
    /// @param minRttMicros the least that TCP has seen
    /// @param sendBufferBytes to what size the source's host lets a connection's send buffer grow;
    ///   0 where it does not tell
    /// @param retransmittedPpm of the bytes sent since the frame before, how many millionths were
    ///   sent again by TCP
    /// @param limitedBy what keeps the source from sending faster
    record Conditions(
            int rttMicros,
            int minRttMicros,
            long sendBufferBytes,
            int retransmittedPpm,
            Bottleneck limitedBy)
            implements Frame {
        /// The same with another stage.
        public Conditions with(Bottleneck stage) {
            return new Conditions(
                    rttMicros, minRttMicros, sendBufferBytes, retransmittedPpm, stage);
        }
    }

    /// Answered by a Pong with the same number.
    record Ping(long number) implements Frame {}

    record Pong(long number) implements Frame {}

    /// The sender closes this connection in peace.
    record Bye() implements Frame {}
}
