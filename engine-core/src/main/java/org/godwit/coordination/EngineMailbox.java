package org.godwit.coordination;

import java.util.Set;
import java.util.function.Consumer;

/// The engine's side of the post: one box for each agent, one for itself. Delivers at most a hint,
/// see the package. Thread-safe; methods may wait for the network (milliseconds, bounded by
/// seconds), so call them from virtual threads, not from the engine's event thread.
public interface EngineMailbox extends AutoCloseable {

    /// Puts a message into an agent's box, which need not exist or be looked at yet.
    ///
    /// @return false if it was not taken: the box is full ([MailboxLimits]) or the post is down;
    ///   the caller derives the message again later
    /// @throws org.godwit.runtime.EngineException `INVALID_INPUT` for a message above
    ///   [MailboxLimits#MESSAGE_BYTES_MAX] or a name that is no agent's
    boolean send(String agent, byte[] envelope);

    /// Hands each message to `receiver`, one after the other on one thread, until the mailbox is
    /// closed. What the receiver throws is logged and costs that message. Call once.
    void start(Consumer<byte[]> receiver);

    /// The agents that gave a sign of life lately ([MailboxLimits#PRESENCE_LASTS]), as far as the
    /// post knows. Unsigned: good for waking somebody up, never for a decision that must be right.
    Set<String> present();

    /// Stops delivery. What lies in the boxes may be lost.
    @Override
    void close();
}
