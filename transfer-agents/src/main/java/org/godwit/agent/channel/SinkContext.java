package org.godwit.agent.channel;

import java.util.random.RandomGenerator;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;

/// What all sessions of a client share. `self` is this agent's name; `random` is thread-safe and
/// cryptographically strong.
record SinkContext(
        DataNetwork network,
        ChannelSecurity security,
        String self,
        SlabRing slabs,
        SkeinOptions options,
        LinkTerms terms,
        RandomGenerator random,
        EngineClock clock,
        ConnectionTap tap) {

    /// What the engine wants of connections to that peer.
    Protection protection(Peer peer) {
        return terms.protection(peer.site());
    }
}
