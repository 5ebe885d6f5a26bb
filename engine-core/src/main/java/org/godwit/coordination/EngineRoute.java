package org.godwit.coordination;

import java.net.InetSocketAddress;
import java.util.Optional;

/// How an agent reaches the engine's post at the moment. Thread-safe.
public interface EngineRoute {

    /// Asks the engine, over the network, where its post is to be reached and under which secret
    /// name; empty if it cannot be reached now. Takes some round trips, bounded by seconds.
    Optional<Post> find();

    /// Where an agent connects to.
    ///
    /// @param address on this host's loopback interface
    /// @param name the name that this run of the engine gave its post; a secret
    record Post(InetSocketAddress address, String name) {
        @Override
        public String toString() {
            return "Post[" + address + "]";
        }
    }
}
