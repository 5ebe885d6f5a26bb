package org.godwit.api.rest;

import java.time.Duration;

/// The server's bounds.
final class RestLimits {
    /// Most bytes of a body: some ten thousand DIDs.
    static final int BODY_BYTES_MAX = 10_000_000;

    /// What is let pass by of a refused body before the connection is closed: a client that is cut
    /// off while it sends does not get to read why.
    static final long DISCARDED_BYTES_MAX = 10L * BODY_BYTES_MAX;

    /// Bytes of all bodies being read together.
    static final long BODIES_BYTES_MAX = 100_000_000;

    /// A body must be complete in this time, however steadily it drips.
    static final Duration BODY_TIME_MAX = Duration.ofMinutes(2);

    /// Pieces held of a body that is read as it comes, each of some 16 kB.
    static final int BODY_PIECES_MAX = 16;

    static final int CONNECTIONS_MAX = 1_000;

    /// Requests in progress; more are answered 503 at once.
    static final int REQUESTS_MAX = 400;

    /// Streams in progress, each of which holds a snapshot of the catalogue.
    static final int STREAMS_MAX = 100;

    /// A stream is sent in pieces of about this size; the next is made when one is with the
    /// network, so this is also what a slow reader costs.
    static final int STREAM_PIECE_BYTES = 64 * 1024;

    static final int REQUEST_LINE_BYTES_MAX = 4_096;

    static final int HEADERS_BYTES_MAX = 8_192;

    private RestLimits() {}
}
