package org.godwit.agent.wire;

/// Versions of skein this build speaks.
public final class ProtocolVersion {
    /// "GODW", the first bytes of a Hello.
    public static final int MAGIC = 0x474F4457;

    public static final int CURRENT = 2;
    public static final int OLDEST = 2;

    private ProtocolVersion() {}

    /// The highest version both ends speak.
    ///
    /// @throws WireException where there is none
    public static int agree(int peerOldest, int peerCurrent) throws WireException {
        int version = Math.min(peerCurrent, CURRENT);
        if (peerOldest > peerCurrent || version < Math.max(peerOldest, OLDEST)) {
            throw new WireException(
                    "peer speaks skein %d to %d, this agent %d to %d: upgrade the older one"
                            .formatted(peerOldest, peerCurrent, OLDEST, CURRENT));
        }
        return version;
    }
}
