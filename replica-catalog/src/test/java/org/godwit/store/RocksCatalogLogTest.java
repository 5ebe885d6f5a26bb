package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs of which the last record seems torn: that of a crash, and any other.
class RocksCatalogLogTest {
    private static final int KIB = 1024;
    private static final int CHANGE_SETS = 6_000;
    private static final int LENGTH_BITS = 16;

    /// Small, so that there are several logs.
    private static final CatalogOptions OPTIONS =
            new CatalogOptions(4096 * KIB, 1024 * KIB, 2048 * KIB, 64, 2);

    @TempDir Path temporary;
    private Path sound = Path.of("");
    private List<Path> logs = List.of();

    @BeforeEach
    void fill() throws IOException {
        sound = temporary.resolve("sound");
        try (RocksCatalog catalog = RocksCatalog.open(sound, OPTIONS)) {
            SampleCatalog.fill(catalog, CHANGE_SETS);
        }
        try (Stream<Path> files = Files.list(sound)) {
            logs =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .filter(file -> file.toFile().length() > 0)
                            .sorted()
                            .toList();
        }
        assertThat(logs).hasSizeGreaterThan(1);
    }

    @Test
    void theLengthOfARecordOfAnEarlierLogCannotFlipUnnoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(logs.getFirst());
        for (int bit = 0; bit < LENGTH_BITS; bit++) {
            byte[] flipped = bytes.clone();
            flipped[4 + bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            Path copy = copyWith(logs.getFirst(), flipped, "copy-" + bit);
            assertThatThrownBy(() -> RocksCatalog.open(copy, OPTIONS))
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_CORRUPT))
                    .hasMessageContaining(logs.getFirst().getFileName().toString());
        }
    }

    @Test
    void anEarlierLogThatIsShorterThanItWasIsNoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(logs.getFirst());
        Path copy = copyWith(logs.getFirst(), Arrays.copyOf(bytes, bytes.length - 3), "short");
        assertThatThrownBy(() -> RocksCatalog.open(copy, OPTIONS))
                .isInstanceOf(EngineException.class);
    }

    /// What a crash leaves of a change set that was not acknowledged.
    @Test
    void anUnfinishedRecordAtTheEndOfTheLastLogIsForgiven() throws IOException {
        byte[] bytes = Files.readAllBytes(logs.getLast());
        byte[] torn = Arrays.copyOf(bytes, bytes.length + 9);
        torn[bytes.length + 4] = 100;
        torn[bytes.length + 6] = 1;
        Path copy = copyWith(logs.getLast(), torn, "torn");
        assertThatCode(() -> RocksCatalog.open(copy, OPTIONS).close()).doesNotThrowAnyException();
    }

    private Path copyWith(Path log, byte[] content, String name) throws IOException {
        Path copy = Files.createDirectory(temporary.resolve(name));
        try (Stream<Path> files = Files.list(sound)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.write(copy.resolve(log.getFileName()), content);
        return copy;
    }
}
