package org.godwit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.deletion.DeletionPermit;
import org.godwit.model.Epoch;
import org.godwit.namespace.Initialise;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.Test;

final class RestoredCatalogTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T08:00:00Z"));
    private final MemoryCatalog original = new MemoryCatalog();

    @Test
    void agentsObeyTheEngineOfARestoredCatalogueAndNoLongerTheOneBefore() {
        start(original);
        Epoch second = start(original).epoch();
        MemoryCatalog backup = original.copy();
        Epoch beyondTheBackup = start(original).epoch();
        clock.advance(Duration.ofHours(1));

        Epoch restored = start(backup.restored(clock.now())).epoch();

        assertThat(beyondTheBackup).isGreaterThan(second);
        assertThat(restored).isGreaterThan(beyondTheBackup);
        assertThat(restored.term()).isEqualTo(1);
    }

    @Test
    void aRestoredCatalogueKeepsItsIncarnationWhenItStartsAgain() {
        start(original);
        clock.advance(Duration.ofHours(1));
        MemoryCatalog restored = original.restored(clock.now());
        Epoch first = start(restored).epoch();

        assertThat(start(restored).epoch()).isEqualTo(new Epoch(first.incarnation(), 2));
    }

    @Test
    void aRestoredCatalogueDeletesNothingUntilItMay() {
        start(original);
        clock.advance(Duration.ofHours(1));
        MemoryCatalog restored = original.restored(clock.now());
        DecisionLoop loop = start(restored);
        long incarnation = loop.epoch().incarnation();

        assertThat(DeletionPermit.isGiven(restored.latest(), incarnation)).isFalse();
        loop.decide(new DeletionPermit.Give());
        assertThat(DeletionPermit.isGiven(restored.latest(), incarnation)).isTrue();
    }

    @Test
    void noIndexIsUsedASecondTime() {
        start(original);
        MemoryCatalog backup = original.copy();
        for (int i = 0; i < 10; i++) {
            start(original);
        }

        MemoryCatalog once = backup.restored(clock.now());
        clock.advance(Duration.ofSeconds(1));
        MemoryCatalog again = backup.restored(clock.now());
        start(once);

        assertThat(once.lastIndex()).isGreaterThan(original.lastIndex());
        assertThat(again.lastIndex()).isGreaterThan(once.lastIndex());
    }

    private DecisionLoop start(ReplicaCatalog catalog) {
        DecisionLoop loop = DecisionLoop.start(catalog, clock, new Random(1)).loop();
        if (catalog.lastIndex() == 1) {
            loop.decide(new Initialise(List.of("admin"), List.of("sim")));
        }
        return loop;
    }
}
