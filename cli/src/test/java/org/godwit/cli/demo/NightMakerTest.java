package org.godwit.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.cli.demo.NightPlan.Kind;
import org.godwit.cli.demo.NightPlan.Planned;
import org.godwit.model.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NightMakerTest {
    private static final long SEED = 42;
    private static final long BYTES = 4_000_000;

    @TempDir private Path directory = Path.of("");

    @Test
    void aNightOfTwoGigabytesHasFilesFromKilobytesToHundredsOfMegabytes() {
        NightPlan plan = NightPlan.of("night-0042", SEED, 2_200_000_000L);
        assertThat(plan.bytes()).isBetween(2_190_000_000L, 2_210_000_000L);
        assertThat(plan.files()).hasSize(NightPlan.FILES);
        assertThat(plan.files()).extracting(Planned::path).doesNotHaveDuplicates();
        assertThat(plan.files()).anyMatch(file -> file.bytes() > 100_000_000);
        assertThat(plan.files()).anyMatch(file -> file.bytes() == 0);
        assertThat(plan.files())
                .filteredOn(file -> file.bytes() > 0)
                .anyMatch(file -> file.bytes() < 10_000);
    }

    @Test
    void everyNameIsOneThatADidMayHave() {
        NightPlan plan = NightPlan.of("night-0042", SEED, BYTES);
        plan.files().forEach(file -> Names.did("night-0042/" + file.path()));
        assertThat(plan.files()).anyMatch(file -> file.path().contains(" "));
        assertThat(plan.files()).anyMatch(file -> file.path().codePoints().anyMatch(c -> c > 0x7f));
    }

    @Test
    void theSameSeedMakesTheSameFiles() throws Exception {
        NightPlan plan = NightPlan.of("n", SEED, BYTES);
        assertThat(NightPlan.of("n", SEED, BYTES)).isEqualTo(plan);
        Path first = make(plan, "first");
        Path second = make(plan, "second");
        Path other = make(NightPlan.of("n", SEED + 1, BYTES), "other");
        for (Planned file : plan.files()) {
            assertThat(second.resolve(file.path()))
                    .hasSameBinaryContentAs(first.resolve(file.path()));
        }
        Planned image = plan.files().getFirst();
        assertThat(Fingerprint.of(other.resolve(image.path())))
                .isNotEqualTo(Fingerprint.of(first.resolve(image.path())));
    }

    @Test
    void filesHaveTheSizePlannedAndImagesAHeader() throws Exception {
        NightPlan plan = NightPlan.of("n", SEED, BYTES);
        Path made = make(plan, "night");
        for (Planned file : plan.files()) {
            Path path = made.resolve(file.path());
            assertThat(path).hasSize(file.bytes());
            if (file.kind() == Kind.FITS) {
                assertThat(file.bytes() % FitsImage.BLOCK_BYTES).isZero();
                assertThat(header(path)).startsWith("SIMPLE  =                    T / ");
            }
        }
    }

    @Test
    void aHeaderIsOneBlockOfCards() throws Exception {
        byte[] header = FitsImage.header("R01/é'tude.fits", 10 * FitsImage.BLOCK_BYTES);
        assertThat(header).hasSize(FitsImage.BLOCK_BYTES);
        String text = new String(header, StandardCharsets.US_ASCII);
        assertThat(text.substring(4 * 80, 5 * 80)).startsWith("NAXIS2  =                    9 /");
        assertThat(text.substring(9 * 80).strip()).isEqualTo("END");
    }

    @Test
    void neverOverwritesAFile() throws Exception {
        NightPlan plan = NightPlan.of("n", SEED, BYTES);
        Path there = directory.resolve("n").resolve(plan.files().getFirst().path());
        Files.createDirectories(there.getParent());
        Files.writeString(there, "mine");
        assertThatThrownBy(() -> make(plan, "n")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).hasContent("mine");
    }

    private Path make(NightPlan plan, String name) throws IOException, InterruptedException {
        AtomicLong written = new AtomicLong();
        Path made = directory.resolve(name);
        new NightMaker(plan, made).make(written::addAndGet);
        assertThat(written).hasValue(plan.bytes());
        return made;
    }

    private static String header(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(80), StandardCharsets.US_ASCII);
        }
    }
}
