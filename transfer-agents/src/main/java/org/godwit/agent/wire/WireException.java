package org.godwit.agent.wire;

/// The peer broke the protocol. The connection is closed; nothing else is touched.
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
