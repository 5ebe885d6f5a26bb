package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.agent.storage.StorageException;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FilesystemSyncTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);

    @AfterEach
    void close() {
        mayEnd.release(1_000_000);
        threads.close();
    }

    private FilesystemSync sync(Durability.Sync filesystem) {
        return new FilesystemSync(filesystem, threads, EngineClock.system());
    }

    private void round() {
        begun.incrementAndGet();
        mayEnd.acquireUninterruptibly();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whoComesDuringARoundGetsTheNextOneTogetherWithAllOthers() throws Exception {
        FilesystemSync sync = sync(this::round);
        Future<Boolean> first = threads.submit(() -> sync.await(LONG));
        await(() -> begun.get() == 1);
        AtomicInteger came = new AtomicInteger();
        List<Future<Boolean>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(
                    threads.submit(() -> {
                        came.incrementAndGet();
                        return sync.await(LONG);
                    }));
        }
        await(() -> came.get() == 5);
        mayEnd.release();
        assertThat(first.get()).isTrue();
        await(() -> begun.get() == 2);
        assertThat(others).noneMatch(Future::isDone);
        // A late one of the five may need a third round.
        mayEnd.release(2);
        for (Future<Boolean> other : others) {
            assertThat(other.get()).isTrue();
        }
    }

    @Test
    void doesNotWaitLongerThanItsShareAndThenLeavesItAloneForAWhile() {
        FilesystemSync sync = sync(this::round);
        assertThat(sync.await(Duration.ofMillis(10))).isFalse();
        // Its thread may come to it later than that.
        await(() -> begun.get() == 1);
        mayEnd.release(10);
        assertThat(sync.await(LONG)).isFalse();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aFailedRoundMakesNothingDurable() {
        FilesystemSync sync =
                sync(() -> {
                    throw new IOException("a disk of a test broke");
                });
        assertThat(sync.await(LONG)).isFalse();
    }

    @Test
    void afterAFailureEachFileIsSyncedAndHasItsOwnFate() {
        FilesystemSync sync =
                sync(() -> {
                    throw new IOException("a disk of a test broke");
                });
        Durability durability = new Durability(threads, EngineClock.system(), Optional.of(sync));
        AtomicInteger synced = new AtomicInteger();
        List<StorageException> failed = Collections.synchronizedList(new ArrayList<>());
        List<Durability.Step> steps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            boolean bad = i == 42;
            steps.add(
                    new Durability.Step(
                            "f" + i,
                            () -> {
                                if (bad) {
                                    throw new IOException("bad sector");
                                }
                                synced.incrementAndGet();
                            },
                            failed::add));
        }
        durability.makeDurable(steps);
        assertThat(synced).hasValue(99);
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst())
                .hasMessageContaining("f42")
                .hasMessageContaining("bad sector");
    }

    @Test
    void fewFilesAreNotWorthAFlushOfEverything() {
        Durability durability =
                new Durability(threads, EngineClock.system(), Optional.of(sync(this::round)));
        AtomicInteger synced = new AtomicInteger();
        durability.makeDurable(
                List.of(new Durability.Step("f", synced::incrementAndGet, failure -> {})));
        assertThat(synced).hasValue(1);
        assertThat(begun).hasValue(0);
    }
}
