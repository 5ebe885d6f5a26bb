package org.godwit.it.architecture.sample.schedule;

import java.time.Instant;
import java.util.Random;

final class ReadsClocksAndChance {
    Random unseeded = new Random();
    Random seeded = new Random(1);

    Instant wall() {
        return Instant.now();
    }

    long monotonic() {
        return System.nanoTime();
    }

    void pause() throws InterruptedException {
        Thread.sleep(1);
    }
}
