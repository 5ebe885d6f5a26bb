package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;

class GroupSyncTest {
    private final EngineException broken =
            new EngineException(ErrorCode.STORAGE_ERROR, "the disk is full: free some space");

    @Test
    void whatIsWrittenDuringASyncSharesTheNextOne() throws Exception {
        List<Long> syncs = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (GroupSync sync =
                new GroupSync(
                        index -> {
                            syncs.add(index);
                            started.countDown();
                            await(go);
                        },
                        0)) {
            CompletableFuture<Void> first = sync.written(1);
            started.await();
            CompletableFuture<Void> last = first;
            for (long index = 2; index <= 10; index++) {
                last = sync.written(index);
            }
            assertThat(first).isNotDone();
            go.countDown();
            last.get(30, TimeUnit.SECONDS);

            assertThat(syncs).containsExactly(1L, 10L);
            assertThat(first).isCompleted();
            assertThat(sync.durable(7)).isCompleted();
        }
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledgedAnyMore() throws Exception {
        try (GroupSync sync =
                new GroupSync(
                        index -> {
                            throw broken;
                        },
                        0)) {
            CompletableFuture<Void> failed = sync.written(1);
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(broken);
            assertThat(sync.written(2)).isCompletedExceptionally();
            assertThat(sync.durable(1)).isCompletedExceptionally();
            assertThat(sync.failure()).contains(broken);
        }
    }

    @Test
    void closingSyncsWhatIsWritten() {
        GroupSync sync = new GroupSync(index -> {}, 0);
        CompletableFuture<Void> future = sync.written(1);
        sync.close();

        assertThat(future).isCompleted();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
