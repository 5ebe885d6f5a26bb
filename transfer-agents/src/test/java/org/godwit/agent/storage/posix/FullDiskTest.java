package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small ext4 of its own that fills up.
class FullDiskTest {
    private static final int DISK_BYTES = 32 << 20;
    private static final int BLOCK_BYTES = 1 << 20;

    @TempDir Path directory;
    private Path root;
    private final DiskExecutors disks = new DiskExecutors(1, 1, 1, 8);
    private Optional<StorageProtocol> storage = Optional.empty();

    @BeforeEach
    void mount() throws Exception {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        root = Files.createDirectories(directory.resolve("small"));
        boolean mounted =
                run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
                        && run("mount", "-o", "loop", image.toString(), root.toString());
        assumeThat(mounted).as("needs root, mkfs.ext4 and a loop device").isTrue();
        storage = Optional.of(PosixStorage.writable(root, disks.syncers(), EngineClock.system()));
    }

    @AfterEach
    void unmount() throws Exception {
        if (storage.isPresent()) {
            storage.get().close();
            assertThat(run("umount", root.toString())).as("nothing is held open").isTrue();
        }
        disks.close();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private ReceivesFiles receiver() {
        return storage.orElseThrow().receiver().orElseThrow();
    }

    private static ReceivesFiles.IncomingSpec spec(String path, long bytes)
            throws StorageException {
        return new ReceivesFiles.IncomingSpec(
                path, StoragePath.parse(path), 1, bytes, 1, BLOCK_BYTES);
    }

    @Test
    void smallFilesThatFitAreCommittedAndTheOthersSaySo() throws Exception {
        List<IncomingFile> written = new ArrayList<>();
        Optional<StorageException> full = Optional.empty();
        byte[] content = new byte[60_000];
        for (int i = 0; i < 2000 && full.isEmpty(); i++) {
            try {
                IncomingFile file = receiver().receive(spec("f" + i, content.length));
                full = written(file, content);
                if (full.isEmpty()) {
                    written.add(file);
                }
            } catch (StorageException e) {
                full = Optional.of(e);
            }
        }
        assertThat(full.orElseThrow().kind()).isEqualTo(Kind.NO_SPACE);

        List<Optional<StorageException>> fates = receiver().commit(written);

        int committed = 0;
        for (int i = 0; i < fates.size(); i++) {
            Path file = root.resolve("f" + i);
            if (fates.get(i).isEmpty()) {
                assertThat(file).hasSize(content.length);
                committed++;
            } else {
                assertThat(file).doesNotExist();
            }
        }
        assertThat(committed).isGreaterThan(300);
        Files.delete(root.resolve("f0"));
        assertThat(receivedOnceThereIsRoom().stored()).isEmpty();
    }

    /// Writes the only block; what failed is given up, as an agent does.
    private static Optional<StorageException> written(IncomingFile file, byte[] content) {
        try {
            file.write(new StoredBlock(0, 0, 0), ByteBuffer.wrap(content));
            return Optional.empty();
        } catch (StorageException e) {
            file.discard();
            return Optional.of(e);
        }
    }

    /// The storage looks at its free space again after a while.
    private IncomingFile receivedOnceThereIsRoom() throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            try {
                return receiver().receive(spec("g", 10));
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.NO_SPACE);
                assertThat(System.nanoTime()).as("still no room").isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aLargeFileIsRefusedBeforeItsFirstByteAndLeavesNoSpaceTaken() throws Exception {
        long free = storage.orElseThrow().space().free();
        assertThatThrownBy(() -> receiver().receive(spec("huge", 2L * DISK_BYTES)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SPACE));
        assertThat(storage.orElseThrow().space().free()).isEqualTo(free);
        assertThat(storage.orElseThrow().space().reserved()).isZero();
    }

    @Test
    void theSpaceOfALargeFileIsItsOwnFromTheBeginning() throws Exception {
        long bytes = 16 * BLOCK_BYTES;
        IncomingFile file = receiver().receive(spec("large", bytes));
        fill();
        for (int block = 0; block < file.spec().blocks(); block++) {
            file.write(new StoredBlock(block, 0, 0), ByteBuffer.allocateDirect(BLOCK_BYTES));
        }
        assertThat(receiver().commit(List.of(file)).getFirst()).isEmpty();
        assertThat(root.resolve("large")).hasSize(bytes);
    }

    @Test
    void blocksThatCouldNotBeNotedOnAFullDiskAreNotedOnceThereIsRoom() throws Exception {
        IncomingFile file = receiver().receive(spec("large", 16 * BLOCK_BYTES));
        fill();
        write(file, 3);
        write(file, 7);
        Files.delete(root.resolve("filler"));
        write(file, 5);
        file.close();

        IncomingFile again = receiver().receive(spec("large", 16 * BLOCK_BYTES));
        assertThat(again.stored().stream().map(StoredBlock::index))
                .containsExactlyInAnyOrder(3, 5, 7);
        again.discard();
    }

    private static void write(IncomingFile file, int block) throws StorageException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
        Adler32 adler = new Adler32();
        adler.update(zeros.duplicate());
        int crc = BlockChecksum.of(file.spec().didId(), file.spec().offset(block), zeros);
        file.write(new StoredBlock(block, crc, (int) adler.getValue()), zeros);
    }

    @Test
    void whatIsGivenUpKeepsNoMoreSpaceThanItsBlocks() throws Exception {
        long free = storage.orElseThrow().space().free();
        IncomingFile file = receiver().receive(spec("large", 16 * BLOCK_BYTES));
        file.write(new StoredBlock(0, 0, 0), ByteBuffer.allocateDirect(BLOCK_BYTES));
        file.write(new StoredBlock(1, 0, 0), ByteBuffer.allocateDirect(BLOCK_BYTES));
        file.close();
        assertThat(free - storage.orElseThrow().space().free())
                .isBetween(2L * BLOCK_BYTES, 3L * BLOCK_BYTES);
    }

    private void fill() {
        try (var out = Files.newOutputStream(root.resolve("filler"))) {
            byte[] chunk = new byte[64 << 10];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
        try (Stream<Path> there = Files.list(root)) {
            assertThat(there).contains(root.resolve("filler"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
