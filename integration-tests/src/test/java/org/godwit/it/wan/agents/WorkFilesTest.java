package org.godwit.it.wan.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkFilesTest {
    private static final Workload WORKLOAD = Workload.parse("2x3MB+3x5B+1x0B");

    @TempDir Path root;
    private WorkFiles files;
    private List<WorkFile> made;

    @BeforeEach
    void make() throws IOException {
        files = new WorkFiles(root, 7);
        made = files.make("work", WORKLOAD);
    }

    @Test
    void makesEveryFileInItsSize() throws IOException {
        assertThat(made).hasSize(WORKLOAD.files());
        for (WorkFile file : made) {
            assertThat(Files.size(root.resolve(file.path()))).isEqualTo(file.bytes());
        }
        assertThat(made.stream().mapToLong(WorkFile::bytes).sum()).isEqualTo(WORKLOAD.bytes());
    }

    @Test
    void knowsTheAdler32ThatACatalogueWould() throws IOException {
        WorkFile file = made.getFirst();
        java.util.zip.Adler32 adler = new java.util.zip.Adler32();
        adler.update(Files.readAllBytes(root.resolve(file.path())));

        assertThat(file.adler32().value()).isEqualTo((int) adler.getValue());
    }

    @Test
    void makesTheSameFromTheSameSeedAndDifferentFilesWithinIt(@TempDir Path other)
            throws IOException {
        assertThat(new WorkFiles(other, 7).make("work", WORKLOAD)).isEqualTo(made);
        assertThat(new WorkFiles(other, 8).make("again", WORKLOAD).getFirst().crc32c())
                .isNotEqualTo(made.getFirst().crc32c());
        assertThat(made.get(0).crc32c()).isNotEqualTo(made.get(1).crc32c());
    }

    @Test
    void findsCopiesThatDiffer() throws IOException {
        Path first = root.resolve(made.get(0).path());
        byte[] content = Files.readAllBytes(first);
        content[content.length - 1] ^= 1;
        Files.write(first, content);
        Files.delete(root.resolve(made.get(2).path()));
        Files.write(root.resolve(made.get(3).path()), new byte[6]);

        assertThat(files.differing(made, UnaryOperator.identity()))
                .containsExactly(made.get(0).path(), made.get(2).path(), made.get(3).path());
    }
}
