package org.godwit.it.architecture.sample.agent.one;

import org.godwit.it.architecture.sample.agent.two.Two;

public final class One {
    public Two two() {
        return new Two();
    }
}
