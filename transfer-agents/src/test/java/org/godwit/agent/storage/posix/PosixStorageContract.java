package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.godwit.agent.disk.ChecksumScan;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.FileChecksum;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.StorageProtocolContract;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every way of going about the files of a POSIX root must do.
abstract class PosixStorageContract extends StorageProtocolContract {
    private static final int BLOCK_BYTES = 4096;

    @TempDir Path directory;
    private final DiskExecutors disks = new DiskExecutors(1, 1, 1, 4);
    private StorageProtocol storage;

    @BeforeEach
    void open() throws Exception {
        storage = reopened();
    }

    @AfterEach
    void close() {
        storage.close();
        disks.close();
    }

    abstract PosixOptions options();

    @Override
    protected StorageProtocol storage() {
        return storage;
    }

    @Override
    protected StorageProtocol reopened() {
        try {
            return PosixStorage.writable(
                    directory, options(), disks.syncers(), EngineClock.system());
        } catch (StorageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ReceivesFiles.IncomingSpec spec(String path, int bytes) throws StorageException {
        return new ReceivesFiles.IncomingSpec(
                "key", StoragePath.parse(path), 1, bytes, 1, BLOCK_BYTES);
    }

    @Test
    void neverWritesToAFileThatIsVisibleAlready() throws Exception {
        // As a crash leaves it: linked to its final name, the hidden name not yet removed.
        Path part = directory.resolve(".godwit/incoming/key.part");
        Files.writeString(part, "final content");
        Files.createLink(directory.resolve("moved-by-user"), part);

        IncomingFile file = storage.receiver().orElseThrow().receive(spec("f", 5000));
        file.write(new IncomingFile.StoredBlock(0, 0, 0), ByteBuffer.wrap(new byte[4096]));
        file.close();

        assertThat(directory.resolve("moved-by-user")).hasContent("final content");
    }

    @Test
    void whatIsDiscardedWhileOthersWriteItLeavesNothing() throws Exception {
        for (int round = 0; round < 50; round++) {
            IncomingFile file =
                    storage.receiver().orElseThrow().receive(spec("f", 10 * BLOCK_BYTES));
            Thread writer = Thread.ofVirtual().start(() -> writeUntilClosed(file));
            while (file.unsyncedBytes() < round % 10 * (long) BLOCK_BYTES && writer.isAlive()) {
                Thread.onSpinWait();
            }
            file.discard();
            writer.join();

            assertThat(directory.resolve(".godwit/incoming"))
                    .as("round %d", round)
                    .isEmptyDirectory();
        }
    }

    private static void writeUntilClosed(IncomingFile file) {
        try {
            for (int block = 0; block < 10; block++) {
                ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
                file.write(new IncomingFile.StoredBlock(block, 0, 0), zeros);
            }
        } catch (StorageException e) {
            return; // discarded meanwhile
        }
    }

    @Test
    void aFileThatIsSetAsideIsWholeAndItsNameIsFree() throws Exception {
        ReceivesFiles receiver = storage.receiver().orElseThrow();
        for (String content : List.of("bad", "bad again")) {
            Files.createDirectories(directory.resolve("d/e"));
            Files.writeString(directory.resolve("d/e/f"), content);

            String place = receiver.setAside(StoragePath.parse("d/e/f"));

            assertThat(place).startsWith(".godwit/quarantine/").endsWith("/d/e/f");
            assertThat(directory.resolve(place)).hasContent(content);
            assertThat(directory.resolve("d/e/f")).doesNotExist();
        }
        assertThatThrownBy(() -> receiver.setAside(StoragePath.parse("d/e/f")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_FOUND));
    }

    @Test
    void nothingOutsideIsSetAside(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("dir"), outside);

        assertThatThrownBy(() ->
                        storage.receiver().orElseThrow().setAside(StoragePath.parse("dir/secret")))
                .isInstanceOf(StorageException.class);
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void refusesLinksThatLeadOut(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("dir"), outside);
        Files.createSymbolicLink(directory.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(directory.resolve("own"), directory.resolve(".godwit"));
        for (String path : List.of("dir/secret", "file", "own/incoming")) {
            assertThatThrownBy(() -> storage.open(StoragePath.parse(path)))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.REFUSED));
        }
        IncomingFile file = storage.receiver().orElseThrow().receive(spec("dir/new", 0));
        assertThat(
                        storage.receiver()
                                .orElseThrow()
                                .commit(List.of(file))
                                .getFirst()
                                .orElseThrow()
                                .kind())
                .isEqualTo(StorageException.Kind.REFUSED);
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there).containsExactly(outside.resolve("secret"));
        }
    }

    @Test
    void followsLinksThatStayInside() throws Exception {
        Files.createDirectories(directory.resolve("real"));
        Files.writeString(directory.resolve("real/f"), "abc");
        Files.createSymbolicLink(directory.resolve("alias"), directory.resolve("real"));
        assertThat(ChecksumScan.of(storage, StoragePath.parse("alias/f"), Set.of()).bytes())
                .isEqualTo(3);
    }

    @Test
    void doesNotReplaceADanglingLink() throws Exception {
        Files.createSymbolicLink(directory.resolve("f"), directory.resolve("nowhere"));
        IncomingFile file = storage.receiver().orElseThrow().receive(spec("f", 0));
        assertThat(
                        storage.receiver()
                                .orElseThrow()
                                .commit(List.of(file))
                                .getFirst()
                                .orElseThrow()
                                .kind())
                .isEqualTo(StorageException.Kind.EXISTS);
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void readOnlyRootStaysUntouched(@TempDir Path input) throws Exception {
        Files.writeString(input.resolve("f"), "abc");
        StorageProtocol readOnly = PosixStorage.readOnly(input, options(), EngineClock.system());
        assertThat(readOnly.receiver()).isEmpty();
        ChecksumScan.of(readOnly, StoragePath.parse("f"), Set.of(DigestAlgorithm.MD5));
        try (Stream<Path> there = Files.list(input)) {
            assertThat(there).containsExactly(input.resolve("f"));
        }
    }

    @Test
    void scanKnowsTheUsualChecksums() throws Exception {
        Files.writeString(directory.resolve("f"), "Wikipedia");
        FileChecksum checksum =
                ChecksumScan.of(storage, StoragePath.parse("f"), Set.of(DigestAlgorithm.MD5));
        assertThat(checksum.bytes()).isEqualTo(9);
        assertThat(checksum.adler32()).isEqualTo(0x11E60398);
        assertThat(checksum.digests())
                .containsExactly(new Digest(DigestAlgorithm.MD5, md5("Wikipedia")));
    }

    private static String md5(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("MD5")
                                .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void scanNoticesAFileThatChangesWhileItIsRead() throws IOException, StorageException {
        Files.writeString(directory.resolve("f"), "abc");
        try (SourceFile file = storage.open(StoragePath.parse("f"))) {
            Files.writeString(directory.resolve("f"), "abcd");
            assertThat(file.unchanged()).isFalse();
        }
    }

    @Test
    void saysWhereTheRootIsMissing() {
        assertThatThrownBy(() -> PosixStorage.readOnly(directory.resolve("absent")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("no such file");
    }
}
