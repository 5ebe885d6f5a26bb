package org.godwit.agent.channel;

/// A fetch in a session of its own, for measuring. Thread-safe.
public final class ProbeFetch implements AutoCloseable {
    private final SinkSession session;
    private final Fetch fetch;
    private final Runnable whenClosed;

    ProbeFetch(SinkSession session, Fetch fetch, Runnable whenClosed) {
        this.session = session;
        this.fetch = fetch;
        this.whenClosed = whenClosed;
    }

    /// How its session stands.
    public Way way() {
        return session.pace().way();
    }

    /// Ends the fetch and its connections.
    @Override
    public void close() {
        fetch.close();
        session.closeIfIdle();
        whenClosed.run();
    }
}
