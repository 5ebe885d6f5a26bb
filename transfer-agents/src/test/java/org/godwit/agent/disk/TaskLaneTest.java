package org.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskLaneTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.close();
    }

    private TaskLane lane(int workers) {
        return new TaskLane(threads, workers, EngineClock.system());
    }

    @Test
    void oneThreadTakesShortTasksInTheirOrder() throws Exception {
        TaskLane lane = lane(1);
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            lane.execute(() -> {
                order.add(number);
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasSize(10_000).isSorted();
    }

    @Test
    void othersTakeOverWhereOneWaitsForItsDisk() throws Exception {
        TaskLane lane = lane(4);
        CountDownLatch disk = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        lane.execute(() -> {
            stuck.countDown();
            awaitQuietly(disk);
        });
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
        CountDownLatch passed = new CountDownLatch(1);
        long begun = System.nanoTime();
        // The stream of tasks does not stop; one of them soon gets a thread of its own.
        while (passed.getCount() > 0 && System.nanoTime() - begun < 30_000_000_000L) {
            lane.execute(passed::countDown);
            Thread.onSpinWait();
        }
        assertThat(passed.getCount()).isZero();
        disk.countDown();
    }

    @Test
    void usesNoMoreThreadsThanItMay() throws Exception {
        TaskLane lane = lane(3);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        CountDownLatch done = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            lane.execute(() -> {
                seen.add(Thread.currentThread());
                all.countDown();
                busy();
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSizeLessThanOrEqualTo(3);
    }

    /// Longer than a task that is worth no second thread.
    private static void busy() {
        long until = System.nanoTime() + 3_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskThatThrowsStopsNoOther() throws Exception {
        TaskLane lane = lane(1);
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(() -> {
            throw new IllegalStateException("thrown by a test");
        });
        lane.execute(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesTasksThatNoThreadWillRun() {
        TaskLane lane = lane(1);
        threads.shutdown();
        assertThatThrownBy(() -> lane.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
