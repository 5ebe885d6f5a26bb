package org.godwit.agent.wire;

import java.util.random.RandomGenerator;

/// Names a session among those of one peer: 128 random bits chosen by the destination.
public record SessionId(long high, long low) {
    public static SessionId random(RandomGenerator random) {
        return new SessionId(random.nextLong(), random.nextLong());
    }
}
