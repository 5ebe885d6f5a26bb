package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody with a shell in the storage swaps a directory and a link that leads out, again and
/// again, while files are read and received there.
class SymlinkRaceTest {
    private static final int ROUNDS = 300;

    @TempDir Path root;
    @TempDir Path outside;

    @Test
    void nothingIsReadOrWrittenOutsideWhateverIsSwappedMeanwhile() throws Exception {
        assumeThat(NativeFiles.onThisMachine())
                .as("needs openat2: without it a link is seen only before the use, not in it")
                .isPresent();
        Files.writeString(outside.resolve("f"), "secret");
        Files.createDirectories(root.resolve("swapped"));
        Files.writeString(root.resolve("swapped/f"), "public");
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> swap(stop));
        try (DiskExecutors disks = new DiskExecutors(1, 1, 1, 4);
                StorageProtocol storage =
                        PosixStorage.writable(root, disks.syncers(), EngineClock.system())) {
            int received = 0;
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(read(storage)).isNotEqualTo("secret");
                received += receive(storage.receiver().orElseThrow(), i);
            }
            System.out.println("received " + received + " of " + 4 * ROUNDS);
        } finally {
            stop.set(true);
            swapper.join();
        }
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there).containsExactly(outside.resolve("f"));
        }
    }

    private void swap(AtomicBoolean stop) {
        Path place = root.resolve("swapped");
        Path aside = root.resolve("aside");
        Path link = root.resolve("link");
        try {
            Files.createSymbolicLink(link, outside);
            while (!stop.get()) {
                Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
                Files.move(place, link, StandardCopyOption.ATOMIC_MOVE);
                Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // The storage made the directory where it was missing for a moment: enough was swapped.
            return;
        }
    }

    private static String read(StorageProtocol storage) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(6);
        try (SourceFile file = storage.open(path("swapped/f"))) {
            int read = file.read(buffer, 0);
            return new String(buffer.array(), 0, read, java.nio.charset.StandardCharsets.UTF_8);
        } catch (StorageException e) {
            assertThat(e.kind())
                    .isIn(StorageException.Kind.REFUSED, StorageException.Kind.NOT_FOUND);
            return "";
        }
    }

    /// Files of one block and of two, in a directory that is there and in one that is not.
    private static int receive(ReceivesFiles receiver, int round) {
        List<IncomingFile> files = new ArrayList<>();
        for (String path : List.of("swapped/", "swapped/new" + round + "/")) {
            for (int bytes : List.of(100, 5000)) {
                received(receiver, path + round + "-" + bytes, bytes).ifPresent(files::add);
            }
        }
        return (int) receiver.commit(files).stream().filter(Optional::isEmpty).count();
    }

    private static Optional<IncomingFile> received(ReceivesFiles receiver, String path, int bytes) {
        try {
            IncomingFile file =
                    receiver.receive(
                            new ReceivesFiles.IncomingSpec(
                                    path.replaceAll("[^0-9a-z]", "-"),
                                    path(path),
                                    1,
                                    bytes,
                                    1,
                                    4096));
            try {
                for (int block = 0; block < file.spec().blocks(); block++) {
                    file.write(
                            new StoredBlock(block, 0, 0),
                            ByteBuffer.allocate(file.spec().length(block)));
                }
                return Optional.of(file);
            } catch (StorageException e) {
                file.discard();
                return Optional.empty();
            }
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    private static StoragePath path(String text) {
        try {
            return StoragePath.parse(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
