package org.godwit.store.rocks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.store.RocksCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestCheckTest {
    @TempDir Path directory;
    private Path manifest = Path.of("");

    @BeforeEach
    void makeACatalogue() throws IOException {
        RocksCatalog.open(directory, CatalogOptions.DEFAULT).close();
        try (Stream<Path> files = Files.list(directory)) {
            manifest =
                    files.filter(file -> file.getFileName().toString().startsWith("MANIFEST-"))
                            .findFirst()
                            .orElseThrow();
        }
    }

    @Test
    void aSoundManifestPassesAndSoDoesOneWhoseLastRecordIsTorn() throws IOException {
        assertThatCode(() -> ManifestCheck.require(directory)).doesNotThrowAnyException();
        byte[] bytes = Files.readAllBytes(manifest);
        Files.write(manifest, Arrays.copyOf(bytes, bytes.length - 3));
        assertThatCode(() -> ManifestCheck.require(directory)).doesNotThrowAnyException();
    }

    /// All bytes of the first record but its length, which when enlarged looks like a torn end;
    /// what is lost then is noticed by the mark of the last acknowledged change set.
    @Test
    void aFlippedBitIsFoundAndTheFileNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(manifest);
        int end = 7 + (bytes[4] & 0xff) + ((bytes[5] & 0xff) << 8);
        for (int at = 0; at < end; at = at == 3 ? 6 : at + 1) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            Files.write(manifest, flipped);
            assertThatThrownBy(() -> ManifestCheck.require(directory))
                    .as("byte %d", at)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(manifest.getFileName().toString());
        }
    }
}
