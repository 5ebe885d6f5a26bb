package org.godwit.coordination;

import java.time.Duration;
import java.util.Optional;

/// An agent's side of the post. Delivers at most a hint, see the package. Works, with nothing to
/// deliver, while the engine is away, and by itself again once it is back. Thread-safe.
public interface AgentMailbox extends AutoCloseable {

    /// Sends a message to the engine.
    ///
    /// @return false if it was not taken: the engine is away or its box is full; the caller keeps
    ///   the message and tries again later. After true it may still get lost
    /// @throws org.godwit.runtime.EngineException `INVALID_INPUT` for a message above
    ///   [MailboxLimits#MESSAGE_BYTES_MAX]
    boolean send(byte[] envelope);

    /// The next message for this agent, or empty if none came within `timeout`.
    Optional<byte[]> receive(Duration timeout) throws InterruptedException;

    /// A sign of life, to be given every [MailboxLimits#BEAT_INTERVAL]. Does nothing while the
    /// engine is away.
    void beat();

    /// Ends the connection. Messages fetched but not received are lost.
    @Override
    void close();
}
