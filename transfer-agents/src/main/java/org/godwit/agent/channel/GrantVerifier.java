package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.wire.Frame;

/// Decides whether a peer may read files. Thread-safe.
public interface GrantVerifier {
    /// Reads a signed permission. Called on a disk executor, once for all the files that a session
    /// asks for by it: it may take its time for signatures.
    ///
    /// @param reader the peer's name, proved by its certificate
    /// @param envelope signed permission, as the peer showed it
    /// @return what it permits; one that permits nothing refuses every file
    Permission open(String reader, byte[] envelope);

    /// What a reader may read by one envelope. Thread-safe and quick: asked on event loops.
    interface Permission {
        /// Looks for a reason to refuse.
        ///
        /// @param file what the peer says the envelope permits
        /// @return nothing if it does, or one line saying why not
        Optional<String> refuse(Frame.Binding file);

        /// Refuses every file for the same reason.
        static Permission none(String why) {
            return _ -> Optional.of(why);
        }
    }
}
