package org.godwit.api.web;

/// The client of a stream has gone, or reads too slowly.
public final class StreamCutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StreamCutException(Throwable cause) {
        super("the client has gone", cause);
    }
}
