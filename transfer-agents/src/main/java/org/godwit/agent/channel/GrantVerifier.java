package org.godwit.agent.channel;

import java.util.List;
import java.util.Optional;
import org.godwit.agent.wire.Frame;

/// Decides whether a peer may read files. Thread-safe; called on a disk executor, may take its time
/// for signatures.
public interface GrantVerifier {
    /// Looks for a reason to refuse.
    ///
    /// @param reader the peer's name, proved by its certificate
    /// @param envelope signed permission, as the peer showed it
    /// @param files what the peer says the envelope permits
    /// @return nothing if it permits all of them, or one line saying why not
    Optional<String> refuse(String reader, byte[] envelope, List<Frame.Binding> files);
}
