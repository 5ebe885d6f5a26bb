package org.godwit.agent.channel;

/// Brings blocks of files from other agents. Thread-safe.
public interface BlockFetcher {
    /// Unit in which files come.
    int blockBytes();

    /// Begins to fetch a file's missing blocks. How it goes is said to the listener, which may be
    /// called before this returns.
    Fetch fetch(Peer peer, FetchSpec spec, FetchListener listener);
}
