package org.godwit.agent;

import org.godwit.coordination.AgentMailbox;
import org.godwit.coordination.MailboxLimits;
import org.godwit.message.FromAgent;
import org.godwit.message.MessageCodec;
import org.godwit.security.EnvelopeSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs and sends what an agent says. Thread-safe.
final class AgentVoice {
    private static final Logger log = LoggerFactory.getLogger(AgentVoice.class);

    private final AgentMailbox mailbox;
    private final EnvelopeSigner signer;
    private final String agent;
    private final long incarnation;

    AgentVoice(AgentMailbox mailbox, EnvelopeSigner signer, String agent, long incarnation) {
        this.mailbox = mailbox;
        this.signer = signer;
        this.agent = agent;
        this.incarnation = incarnation;
    }

    String agent() {
        return agent;
    }

    long incarnation() {
        return incarnation;
    }

    /// Sends a message, which may get lost all the same.
    ///
    /// @return whether the post took it
    boolean say(FromAgent message) {
        byte[] envelope = signer.sign(MessageCodec.encode(message));
        if (envelope.length > MailboxLimits.MESSAGE_BYTES_MAX) {
            log.error(
                    "a {} of {} bytes is too long for the post and was not sent",
                    message.getClass().getSimpleName(),
                    envelope.length);
            return false;
        }
        return mailbox.send(envelope);
    }
}
