package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.storage.RemovesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PosixTrashTest {
    private static final Instant PAST = Instant.EPOCH;

    @TempDir private Path root = Path.of("");
    private PosixStorage storage;

    @BeforeEach
    void open() throws Exception {
        storage = PosixStorage.writable(root, Runnable::run, EngineClock.system());
    }

    @Test
    void aRemovedFileLiesInTheTrashUntilItsTimeAndIsThenCleared() throws Exception {
        write("a/b/file", 10);
        Instant later = EngineClock.system().now().plus(Duration.ofHours(1));

        assertThat(remove("a/b/file", later)).isEmpty();

        assertThat(root.resolve("a/b/file")).doesNotExist();
        assertThat(remover().trashBytes()).isEqualTo(10);
        assertThat(remover().clearTrash()).isZero();
        assertThat(
                        PosixStorage.writable(root, Runnable::run, EngineClock.system())
                                .remover()
                                .orElseThrow()
                                .trashBytes())
                .isEqualTo(10);
    }

    @Test
    void whatNeedNotBeKeptIsCleared() throws Exception {
        write("a/file", 10);
        remove("a/file", PAST);

        assertThat(remover().clearTrash()).isEqualTo(1);
        assertThat(remover().trashBytes()).isZero();
        assertThat(root.resolve(".godwit/trash")).isEmptyDirectory();
    }

    @Test
    void removingAgainWhatIsGoneChangesNothing() throws Exception {
        write("a/file", 1);
        assertThat(remove("a/file", PAST)).isEmpty();
        assertThat(remove("a/file", PAST)).isEmpty();
        assertThat(remove("never/there", PAST)).isEmpty();
    }

    @Test
    void aLinkIsNotFollowedAndADirectoryStays(@TempDir Path outside) throws Exception {
        Path precious = Files.writeString(outside.resolve("precious"), "x");
        Files.createSymbolicLink(root.resolve("link"), precious);
        Files.createDirectory(root.resolve("directory"));

        assertThat(remove("link", PAST).orElseThrow().kind())
                .isEqualTo(StorageException.Kind.REFUSED);
        assertThat(remove("directory", PAST).orElseThrow().kind())
                .isEqualTo(StorageException.Kind.REFUSED);
        assertThat(precious).exists();
        assertThat(root.resolve("directory")).exists();
    }

    @Test
    void aLinkOnTheWayDoesNotLeadOut(@TempDir Path outside) throws Exception {
        Path precious = Files.writeString(outside.resolve("precious"), "x");
        Files.createSymbolicLink(root.resolve("way"), outside);

        assertThat(remove("way/precious", PAST).orElseThrow().kind())
                .isEqualTo(StorageException.Kind.REFUSED);
        assertThat(precious).exists();
    }

    @Test
    void aReadOnlyRootRemovesNothing() throws Exception {
        assertThat(PosixStorage.readOnly(root).remover()).isEmpty();
    }

    @Test
    void theTrashIsNoPlaceForALink() throws Exception {
        Path other = Files.createTempDirectory(root, "other");
        Files.createDirectories(root.resolve(".godwit"));
        Files.delete(root.resolve(".godwit/trash"));
        Files.createSymbolicLink(root.resolve(".godwit/trash"), other);

        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(() ->
                                PosixStorage.writable(root, Runnable::run, EngineClock.system())))
                .isInstanceOf(StorageException.class);
    }

    private RemovesFiles remover() {
        return storage.remover().orElseThrow();
    }

    private Optional<StorageException> remove(String path, Instant until) throws Exception {
        return remover()
                .remove(List.of(new RemovesFiles.Removal("1-2-3", StoragePath.parse(path), until)))
                .getFirst();
    }

    private void write(String path, int bytes) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
