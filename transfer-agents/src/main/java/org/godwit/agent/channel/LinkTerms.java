package org.godwit.agent.channel;

import org.godwit.model.Protection;

/// What the engine allows on the links that end at this agent's site; it may change at any time.
/// Thread-safe and quick: asked on event loops.
public interface LinkTerms {
    /// A link without a cap, under TLS.
    LinkTerms DEFAULT = fixed(Protection.TLS, 0);

    /// How connections to that site are to be protected.
    Protection protection(String sourceSite);

    /// The most payload bytes per second that this agent may fetch from that site, over all its
    /// sources there; 0 for no cap.
    long bytesPerSecondMax(String sourceSite);

    /// The same for every site, for ever.
    static LinkTerms fixed(Protection protection, long bytesPerSecondMax) {
        return new LinkTerms() {
            @Override
            public Protection protection(String sourceSite) {
                return protection;
            }

            @Override
            public long bytesPerSecondMax(String sourceSite) {
                return bytesPerSecondMax;
            }
        };
    }
}
