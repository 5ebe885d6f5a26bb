package org.godwit.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.EventType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    /// At most so many events behind a number, as a client reads them.
    private List<Map.Entry<Long, EventRow>> read(long after, int max) {
        List<Map.Entry<Long, EventRow>> events = new ArrayList<>();
        try (Snapshot view = fixture.snapshot();
                Cursor<Long, EventRow> rows = Outbox.after(view, after)) {
            while (events.size() < max && rows.hasNext()) {
                events.add(rows.next());
            }
        }
        return events;
    }

    private long last() {
        try (Snapshot view = fixture.snapshot()) {
            return Outbox.last(view);
        }
    }

    private void tell(int number) {
        fixture.run(context -> {
            for (int i = 0; i < number; i++) {
                context.tell(EventType.CLOSED, Map.of("n", Integer.toString(i)));
            }
            return number;
        });
    }

    @Test
    void whoReadsOnFromWhereItWasGetsEachEventOnceAndInOrderOverRestarts() {
        Random random = new Random(SEED);
        List<String> told = new ArrayList<>();
        List<String> read = new ArrayList<>();
        long after = last();
        for (int round = 0; round < 300; round++) {
            int events = random.nextInt(4);
            int first = told.size();
            fixture.run(context -> {
                for (int i = 0; i < events; i++) {
                    context.tell(EventType.OPENED, Map.of("n", Integer.toString(first + i)));
                }
                return events;
            });
            IntStream.range(first, first + events).forEach(n -> told.add(Integer.toString(n)));
            if (random.nextInt(10) == 0) {
                fixture.restart();
            }
            if (random.nextBoolean()) {
                for (Map.Entry<Long, EventRow> event : read(after, 1 + random.nextInt(5))) {
                    assertThat(event.getKey()).as("seed %d", SEED).isGreaterThan(after);
                    read.add(event.getValue().facts().get("n"));
                    after = event.getKey();
                }
            }
        }
        read(after, Integer.MAX_VALUE)
                .forEach(event -> read.add(event.getValue().facts().get("n")));

        assertThat(told).as("seed %d", SEED).hasSizeGreaterThan(300);
        assertThat(read).as("seed %d", SEED).isEqualTo(told);
    }

    @Test
    void aNumberBehindAllThatHappenedLeavesOutNothingThatFollows() {
        tell(3);
        long last = last();
        assertThat(read(last, 10)).isEmpty();
        fixture.restart();
        tell(2);
        assertThat(read(last, 10)).hasSize(2);
    }

    @Test
    void aDecisionThatIsRefusedTellsNothing() {
        long last = last();
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                context -> {
                    context.tell(EventType.OPENED, Map.of());
                    throw new EngineException(ErrorCode.INVALID_INPUT, "no");
                });
        assertThat(read(last, 10)).isEmpty();
    }

    @Test
    void whatIsOldIsForgottenAndWhoHasNotReadItIsTold() {
        tell(5);
        List<Map.Entry<Long, EventRow>> old = read(0, Integer.MAX_VALUE);
        long first = old.getFirst().getKey();
        long lastOld = old.getLast().getKey();
        fixture.advance(Duration.ofDays(8));
        tell(2);

        fixture.run(TrimOutbox.STANDARD);

        assertThatThrownBy(() -> read(first, 10))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("go on with after=" + lastOld);
        assertThat(read(lastOld, 10)).hasSize(2);
        assertThat(read(0, 10)).hasSize(2);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void whatCanStillBeReadIsLookedAtWhenItsTimeComes() {
        tell(1);
        Optional<java.time.Instant> again = fixture.run(TrimOutbox.STANDARD);
        assertThat(again).hasValueSatisfying(time -> assertThat(time).isAfter(fixture.now()));
        int events = read(0, Integer.MAX_VALUE).size();
        fixture.run(TrimOutbox.STANDARD);
        assertThat(fixture.lastChanges()).isZero();
        assertThat(read(0, Integer.MAX_VALUE)).hasSize(events);
    }

    @Test
    void moreThanTheBoundAreForgottenOldestFirstABoundedNumberAtATime() {
        tell(2_500);
        TrimOutbox small = new TrimOutbox(Duration.ofDays(7), 10);
        List<Map.Entry<Long, EventRow>> all = read(0, Integer.MAX_VALUE);

        Optional<java.time.Instant> again = fixture.run(small);
        assertThat(again).contains(fixture.now());
        // The events, the counter, and how far that is.
        assertThat(fixture.lastChanges()).isEqualTo(1_002);
        fixture.run(small);
        fixture.run(small);

        assertThat(read(0, Integer.MAX_VALUE)).isEqualTo(all.subList(all.size() - 10, all.size()));
        assertThat(fixture.run(small).orElseThrow()).isAfter(fixture.now());
        assertThat(fixture.lastChanges()).isZero();
    }

    @Test
    void aNumberThatThisCatalogueHasNotReachedIsRefused() {
        long ahead = last() + 1;
        assertThatThrownBy(() -> read(ahead, 1))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining("backup");
    }

    private long count() {
        return fixture.view().get(Tables.COUNTERS, CounterKey.events()).orElse(Count.ZERO).items();
    }
}
