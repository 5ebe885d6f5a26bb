package org.godwit.coordination;

import java.time.Duration;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The bounds of every mailbox, whatever carries it.
public final class MailboxLimits {
    /// A message is a batch of at most some thousand orders or outcomes of about a kilobyte.
    public static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    /// Messages that wait for one agent. One that does not look for so long gets its orders derived
    /// again when it does.
    public static final int AGENT_MESSAGES_MAX = 1_024;

    /// Messages that wait for the engine, from all agents.
    public static final int ENGINE_MESSAGES_MAX = 8_192;

    /// Agents whose signs of life are kept.
    public static final int PRESENT_AGENTS_MAX = 10_000;

    /// How often an agent gives a sign of life.
    public static final Duration BEAT_INTERVAL = Duration.ofSeconds(5);

    /// How long one counts: three may get lost, and each may take a second on a bad link.
    public static final Duration PRESENCE_LASTS = Duration.ofSeconds(20);

    private MailboxLimits() {}

    /// Refuses a message that is too long for the post.
    ///
    /// @throws EngineException `INVALID_INPUT`
    public static void check(byte[] envelope) {
        if (envelope.length > MESSAGE_BYTES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a message of "
                            + envelope.length
                            + " bytes is above the bound of "
                            + MESSAGE_BYTES_MAX
                            + "; send it in parts");
        }
    }
}
