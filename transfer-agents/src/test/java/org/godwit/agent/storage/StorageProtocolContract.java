package org.godwit.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Adler32;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.ChecksumScan;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.model.DigestAlgorithm;
import org.junit.jupiter.api.Test;

/// What every storage protocol that takes files must do. Implementations extend it.
public abstract class StorageProtocolContract {
    private static final int BLOCK = 4096;

    /// An empty storage, the same one within a test.
    protected abstract StorageProtocol storage();

    /// A second opening of the same storage, as after a crash of the process.
    protected abstract StorageProtocol reopened();

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        return content;
    }

    private static int adler(byte[] content) {
        Adler32 adler = new Adler32();
        adler.update(content);
        return (int) adler.getValue();
    }

    private static IncomingSpec spec(String key, String path, byte[] content)
            throws StorageException {
        return new IncomingSpec(
                key, StoragePath.parse(path), 7, content.length, adler(content), BLOCK);
    }

    private static void write(IncomingFile file, byte[] content, int block)
            throws StorageException {
        IncomingSpec spec = file.spec();
        ByteBuffer payload =
                ByteBuffer.wrap(content, (int) spec.offset(block), spec.length(block)).slice();
        Adler32 adler = new Adler32();
        adler.update(payload.duplicate());
        int crc = BlockChecksum.of(spec.didId(), spec.offset(block), payload);
        file.write(new StoredBlock(block, crc, (int) adler.getValue()), payload);
    }

    private static IncomingFile whole(
            StorageProtocol storage, String key, String path, byte[] content)
            throws StorageException {
        IncomingFile file = storage.receiver().orElseThrow().receive(spec(key, path, content));
        for (int block = file.spec().blocks() - 1; block >= 0; block--) {
            write(file, content, block);
        }
        return file;
    }

    private static Optional<StorageException> commit(StorageProtocol storage, IncomingFile file) {
        return storage.receiver().orElseThrow().commit(List.of(file)).getFirst();
    }

    @Test
    void committedFileHasItsContent() throws Exception {
        byte[] content = content(3 * BLOCK + 5);
        IncomingFile file = whole(storage(), "k1", "a/b c/d", content);
        assertThat(storage().find(StoragePath.parse("a/b c/d"))).isEmpty();
        assertThat(commit(storage(), file)).isEmpty();
        assertThat(
                        ChecksumScan.of(
                                        storage(),
                                        StoragePath.parse("a/b c/d"),
                                        Set.of(DigestAlgorithm.MD5))
                                .adler32())
                .isEqualTo(adler(content));
        assertThat(storage().find(StoragePath.parse("a/b c/d")).orElseThrow().bytes())
                .isEqualTo(content.length);
    }

    @Test
    void whatTheKernelSendsIsWhatIsRead() throws Exception {
        byte[] content = content(30 * BLOCK + 5);
        assertThat(commit(storage(), whole(storage(), "k1", "f", content))).isEmpty();
        Optional<FileChannel> channel;
        try (SourceFile file = storage().open(StoragePath.parse("f"))) {
            ByteBuffer read = ByteBuffer.allocate(10 * BLOCK);
            file.read(read, BLOCK);
            channel = file.sendable(BLOCK, 10 * BLOCK);
            if (channel.isPresent()) {
                ByteBuffer sent = ByteBuffer.allocate(10 * BLOCK);
                channel.get().read(sent, BLOCK);
                assertThat(sent.array())
                        .isEqualTo(read.array())
                        .isEqualTo(Arrays.copyOfRange(content, BLOCK, 11 * BLOCK));
            }
        }
        assertThat(channel.stream().filter(FileChannel::isOpen)).isEmpty();
    }

    @Test
    void neverReplacesAFile() throws Exception {
        assertThat(commit(storage(), whole(storage(), "k1", "f", content(10)))).isEmpty();
        Optional<StorageException> second =
                commit(storage(), whole(storage(), "k2", "f", content(11)));
        assertThat(second.orElseThrow().kind()).isEqualTo(StorageException.Kind.EXISTS);
        assertThat(storage().find(StoragePath.parse("f")).orElseThrow().bytes()).isEqualTo(10);
    }

    @Test
    void commitsAGroupAndTellsEachFilesFate() throws Exception {
        assertThat(commit(storage(), whole(storage(), "k0", "d/taken", content(1)))).isEmpty();
        List<IncomingFile> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(
                    whole(
                            storage(),
                            "k-" + i,
                            i == 5 ? "d/taken" : "d" + i % 3 + "/f" + i,
                            content(i * 500)));
        }
        List<Optional<StorageException>> results = storage().receiver().orElseThrow().commit(files);
        for (int i = 0; i < 20; i++) {
            assertThat(results.get(i).isPresent()).isEqualTo(i == 5);
        }
        assertThat(storage().find(StoragePath.parse("d1/f19"))).isPresent();
    }

    @Test
    void syncedBlocksAreThereAgainAfterACrash() throws Exception {
        byte[] content = content(10 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        write(file, content, 3);
        write(file, content, 8);
        file.sync();
        write(file, content, 5);
        file.close();
        IncomingFile again = reopened().receiver().orElseThrow().receive(spec("k1", "f", content));
        // What was not synced may be there too; it was read again before it counted.
        List<Integer> stored = again.stored().stream().map(StoredBlock::index).toList();
        assertThat(stored).contains(3, 8).isSubsetOf(3, 5, 8).doesNotHaveDuplicates();
        for (int block = 0; block < 10; block++) {
            if (!stored.contains(block)) {
                write(again, content, block);
            }
        }
        again.sync();
        assertThat(commit(reopened(), again)).isEmpty();
        assertThat(ChecksumScan.of(storage(), StoragePath.parse("f"), Set.of()).adler32())
                .isEqualTo(adler(content));
    }

    @Test
    void writtenBlocksAreThereAgainAfterTheProcessWasKilled() throws Exception {
        byte[] content = content(10 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        write(file, content, 8);
        write(file, content, 3);
        file.close();
        IncomingFile again = reopened().receiver().orElseThrow().receive(spec("k1", "f", content));
        assertThat(again.stored().stream().map(StoredBlock::index)).containsExactlyInAnyOrder(3, 8);
        again.discard();
        assertThat(reopened().receiver().orElseThrow().receive(spec("k1", "f", content)).stored())
                .isEmpty();
    }

    @Test
    void forgetsBlocksOfAnotherContent() throws Exception {
        byte[] content = content(10 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        write(file, content, 3);
        file.sync();
        file.close();
        byte[] other = content(10 * BLOCK + 1);
        IncomingFile again = storage().receiver().orElseThrow().receive(spec("k1", "f", other));
        assertThat(again.stored()).isEmpty();
        again.discard();
    }

    @Test
    void discardedFileLeavesNothing() throws Exception {
        byte[] content = content(10 * BLOCK);
        IncomingFile file = whole(storage(), "k1", "f", content);
        file.sync();
        file.discard();
        IncomingFile again = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        assertThat(again.stored()).isEmpty();
        again.discard();
    }

    @Test
    void isReceivedByOneAtATime() throws Exception {
        byte[] content = content(2 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        assertThatThrownBy(
                        () -> reopened().receiver().orElseThrow().receive(spec("k1", "f", content)))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.BUSY));
        file.discard();
    }

    @Test
    void ofTwoWhoReceiveTheSameSmallFileOneNamesIt() throws Exception {
        byte[] content = content(10);
        StorageProtocol other = reopened();
        try {
            IncomingFile file = whole(storage(), "k1", "d/f", content);
            Optional<StorageException> second;
            try {
                second = commit(other, whole(other, "k1", "d/f", content));
            } catch (StorageException e) {
                second = Optional.of(e);
            }
            Optional<StorageException> first = commit(storage(), file);
            assertThat(first.isEmpty()).isNotEqualTo(second.isEmpty());
            assertThat(first.map(StorageException::kind))
                    .isIn(Optional.empty(), Optional.of(StorageException.Kind.EXISTS));
            assertThat(ChecksumScan.of(storage(), StoragePath.parse("d/f"), Set.of()).adler32())
                    .isEqualTo(adler(content));
        } finally {
            other.close();
        }
    }

    @Test
    void twoAgentsOfOneStorageTakeEachNameOnce() throws Exception {
        StorageProtocol other = reopened();
        List<IncomingFile> mine = new ArrayList<>();
        List<IncomingFile> theirs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String path = "both/" + i % 3 + "/" + i;
            mine.add(whole(storage(), "a" + i, path, content(i)));
            theirs.add(whole(other, "b" + i, path, content(i)));
        }
        try (ExecutorService agents = Executors.newFixedThreadPool(2)) {
            Future<List<Optional<StorageException>>> first =
                    agents.submit(() -> storage().receiver().orElseThrow().commit(mine));
            Future<List<Optional<StorageException>>> second =
                    agents.submit(() -> other.receiver().orElseThrow().commit(theirs));
            for (int i = 0; i < 100; i++) {
                assertThat(first.get().get(i).isEmpty())
                        .as("file " + i)
                        .isNotEqualTo(second.get().get(i).isEmpty());
            }
        } finally {
            other.close();
        }
        assertThat(ChecksumScan.of(storage(), StoragePath.parse("both/0/99"), Set.of()).adler32())
                .isEqualTo(adler(content(99)));
    }

    @Test
    void commitsManyGroupsAtOnce() throws Exception {
        try (ExecutorService groups = Executors.newFixedThreadPool(4)) {
            List<Future<List<Optional<StorageException>>>> results = new ArrayList<>();
            for (int group = 0; group < 4; group++) {
                List<IncomingFile> files = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String name = "g" + group + "-" + i;
                    files.add(whole(storage(), name, "many/" + i % 7 + "/" + name, content(i)));
                }
                results.add(groups.submit(() -> storage().receiver().orElseThrow().commit(files)));
            }
            for (Future<List<Optional<StorageException>>> result : results) {
                assertThat(result.get()).hasSize(50).allMatch(Optional::isEmpty);
            }
        }
        assertThat(storage().find(StoragePath.parse("many/0/g3-49"))).isPresent();
    }

    @Test
    void reservesSpaceForFilesUnderWay() throws Exception {
        byte[] content = content(100 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        assertThat(storage().space().reserved()).isEqualTo(content.length);
        write(file, content, 0);
        assertThat(storage().space().reserved()).isEqualTo(content.length - BLOCK);
        file.close();
        assertThat(storage().space().reserved()).isZero();
    }

    @Test
    void saysWhatIsNeededAndFreeWhereSpaceIsMissing() throws Exception {
        IncomingSpec huge =
                new IncomingSpec("k1", StoragePath.parse("f"), 7, 1L << 52, 1, 16 << 20);
        assertThatThrownBy(() -> storage().receiver().orElseThrow().receive(huge))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(StorageException.Kind.NO_SPACE);
                            assertThat(e.getMessage())
                                    .contains(String.valueOf(1L << 52))
                                    .contains("free");
                        });
    }

    @Test
    void readsAtAnyOffsetAndStopsAtTheEnd() throws Exception {
        byte[] content = content(1000);
        commit(storage(), whole(storage(), "k1", "f", content));
        try (SourceFile file = storage().open(StoragePath.parse("f"))) {
            ByteBuffer buffer = ByteBuffer.allocate(300);
            assertThat(file.read(buffer, 900)).isEqualTo(100);
            assertThat(buffer.get(99)).isEqualTo(content[999]);
            assertThat(file.unchanged()).isTrue();
        }
        assertThatThrownBy(() -> storage().open(StoragePath.parse("not there")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_FOUND));
    }

    @Test
    void walksInTheOrderOfNamesAndHidesItsOwn() throws Exception {
        for (String path : List.of("b/2", "a", "b/1", "c/d/e")) {
            commit(storage(), whole(storage(), "k" + path.hashCode(), path, content(5)));
        }
        List<String> seen = new ArrayList<>();
        StorageProtocol.Visitor visitor =
                new StorageProtocol.Visitor() {
                    @Override
                    public boolean file(StoredFile file) {
                        seen.add(file.path().toString());
                        return seen.size() < 3;
                    }

                    @Override
                    public void skipped(String path, String why) {
                        throw new AssertionError(path + why);
                    }
                };
        storage().walk(Optional.empty(), visitor);
        assertThat(seen).containsExactly("a", "b/1", "b/2");
        seen.clear();
        storage().walk(Optional.of(StoragePath.parse("c")), visitor);
        assertThat(seen).containsExactly("c/d/e");
    }

    @Test
    void sweepsOnlyWhatIsOld() throws Exception {
        byte[] content = content(10 * BLOCK);
        IncomingFile file = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        write(file, content, 1);
        file.sync();
        file.close();
        assertThat(storage().receiver().orElseThrow().sweep(Duration.ofDays(1))).isZero();
        IncomingFile again = storage().receiver().orElseThrow().receive(spec("k1", "f", content));
        assertThat(again.stored()).hasSize(1);
        again.close();
    }
}
