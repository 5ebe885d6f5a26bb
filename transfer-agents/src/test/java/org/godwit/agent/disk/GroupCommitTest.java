package org.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    /// Notes its groups, each of which waits until it is let go.
    private static final class Storage implements ReceivesFiles {
        final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch mayCommit = new CountDownLatch(1);
        final AtomicInteger underWay = new AtomicInteger();

        @Override
        public IncomingFile receive(ReceivesFiles.IncomingSpec spec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Optional<StorageException>> commit(List<? extends IncomingFile> files) {
            groups.add(files.size());
            underWay.incrementAndGet();
            try {
                mayCommit.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            List<Optional<StorageException>> results = new ArrayList<>();
            for (IncomingFile file : files) {
                boolean bad = file.spec().path().toString().startsWith("bad");
                results.add(
                        bad
                                ? Optional.of(
                                        new StorageException(StorageException.Kind.IO, "bad disk"))
                                : Optional.empty());
            }
            return results;
        }

        @Override
        public String setAside(StoragePath path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int sweep(Duration age) {
            return 0;
        }
    }

    private record File(ReceivesFiles.IncomingSpec spec) implements IncomingFile {
        static File of(String path, long bytes) {
            try {
                return new File(
                        new ReceivesFiles.IncomingSpec(
                                "k", StoragePath.parse(path), 1, bytes, 1, 1 << 20));
            } catch (StorageException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public List<StoredBlock> stored() {
            return List.of();
        }

        @Override
        public void write(StoredBlock block, ByteBuffer payload) {}

        @Override
        public void sync() {}

        @Override
        public long unsyncedBytes() {
            return 0;
        }

        @Override
        public void discard() {}

        @Override
        public void close() {}
    }

    @Test
    void severalGroupsAreUnderWayAndNoneIsLargerThanItsBound() throws Exception {
        Storage storage = new Storage();
        CountDownLatch done = new CountDownLatch(5000);
        try (GroupCommit commits = new GroupCommit(storage, EngineClock.system())) {
            for (int i = 0; i < 5000; i++) {
                commits.submit(File.of("f" + i, 10), failure -> done.countDown());
            }
            await(() -> storage.underWay.get() == 3);
            storage.mayCommit.countDown();
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(storage.groups).allMatch(size -> size <= GroupCommit.FILES_MAX);
        assertThat(storage.groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5000);
    }

    @Test
    void aGroupIsFullWithItsBytesToo() throws Exception {
        Storage storage = new Storage();
        storage.mayCommit.countDown();
        CountDownLatch done = new CountDownLatch(10);
        try (GroupCommit commits = new GroupCommit(storage, EngineClock.system())) {
            for (int i = 0; i < 10; i++) {
                commits.submit(
                        File.of("f" + i, GroupCommit.BYTES_MAX), failure -> done.countDown());
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(storage.groups).hasSize(10);
    }

    @Test
    void eachFileIsToldItsOwnFateAndClosingCommitsWhatIsThere() {
        Storage storage = new Storage();
        storage.mayCommit.countDown();
        List<String> failed = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger committed = new AtomicInteger();
        try (GroupCommit commits = new GroupCommit(storage, EngineClock.system())) {
            for (int i = 0; i < 100; i++) {
                String path = (i % 10 == 3 ? "bad" : "good") + i;
                commits.submit(
                        File.of(path, 1),
                        failure -> {
                            if (failure.isPresent()) {
                                failed.add(path);
                            } else {
                                committed.incrementAndGet();
                            }
                        });
            }
        }
        assertThat(failed).hasSize(10).allMatch(path -> path.startsWith("bad"));
        assertThat(committed).hasValue(90);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
