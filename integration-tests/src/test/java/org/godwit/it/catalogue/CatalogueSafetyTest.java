package org.godwit.it.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `-Dkills=N` and `-Dflips=N` change how many, `-Dseed=S` repeats them.
class CatalogueSafetyTest {
    private static final int KILLS = Integer.getInteger("kills", 50);
    private static final int FLIPS = Integer.getInteger("flips", 60);
    private static final long SEED = Long.getLong("seed", EngineClock.system().nanoTime());

    @TempDir Path work;

    @Test
    void nothingAcknowledgedIsLostOrDoubledByKills() throws Exception {
        Kills.Outcome outcome = Kills.run(work, KILLS, SEED, System.out::println);

        System.out.println(outcome);
        assertThat(outcome.kills()).isEqualTo(KILLS);
        assertThat(outcome.acknowledged()).isPositive();
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.doubled()).isZero();
        assertThat(outcome.findings()).isZero();
    }

    @Test
    void noFlippedBitIsServedOrLosesAnAcknowledgedWriteSilently() throws Exception {
        Flips.Outcome outcome = Flips.run(work, FLIPS, SEED, System.out::println);

        System.out.println(outcome);
        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.detected()).isPositive();
    }
}
