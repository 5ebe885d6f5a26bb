package org.godwit.it.architecture.sample.agent.two;

import org.godwit.it.architecture.sample.agent.one.One;

public final class Two {
    public One one() {
        return new One();
    }
}
