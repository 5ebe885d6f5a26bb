package org.godwit.it.architecture.sample.runtime;

import java.time.Instant;

final class MayReadTheClock {
    Instant now() {
        return Instant.now();
    }
}
