package org.godwit.coordination;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.godwit.runtime.EngineClock;

/// Waits, with a deadline, for what other threads and processes do.
public final class Await {
    private static final EngineClock CLOCK = EngineClock.system();
    private static final Duration STEP = Duration.ofMillis(10);

    private Await() {}

    /// Fails if `condition` is not true within `limit`.
    public static void until(String what, Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = CLOCK.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (CLOCK.nanoTime() > deadline) {
                fail("not within %s: %s", limit, what);
            }
            CLOCK.sleep(STEP);
        }
    }

    /// The next message, which has to come within `limit`.
    public static byte[] message(AgentMailbox mailbox, Duration limit) throws InterruptedException {
        Optional<byte[]> message = mailbox.receive(limit);
        return message.orElseGet(() -> fail("no message within %s", limit));
    }
}
