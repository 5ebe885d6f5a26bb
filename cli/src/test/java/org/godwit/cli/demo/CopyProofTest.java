package org.godwit.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyProofTest {
    @TempDir private Path directory = Path.of("");

    private DatasetCopies.File file(String name, Map<String, String> copies) throws IOException {
        Map<String, Path> paths = new HashMap<>();
        for (Map.Entry<String, String> copy : copies.entrySet()) {
            Path path = directory.resolve(copy.getKey()).resolve(name);
            Files.createDirectories(path.getParent());
            paths.put(copy.getKey(), Files.writeString(path, copy.getValue()));
        }
        Path source = directory.resolve("UK").resolve(name);
        return new DatasetCopies.File(name, Fingerprint.of(source), paths);
    }

    private static CopyProof proof(DatasetCopies.File... files) throws Exception {
        return CopyProof.of(new DatasetCopies(List.of(files)), "UK", List.of("FR", "US"));
    }

    @Test
    void equalCopiesProveThemselves() throws Exception {
        CopyProof proof =
                proof(
                        file("a", Map.of("UK", "one", "FR", "one", "US", "one")),
                        file("empty", Map.of("UK", "", "FR", "", "US", "")));
        assertThat(proof).isEqualTo(new CopyProof(2, 3, List.of()));
    }

    @Test
    void aCopyThatDiffersIsNamedWithBothSides() throws Exception {
        CopyProof proof = proof(file("a b", Map.of("UK", "one", "FR", "one", "US", "onE")));
        assertThat(proof.problems())
                .singleElement()
                .asString()
                .startsWith("a b: UK has 3 bytes, Adler-32 ")
                .contains("US has 3 bytes, Adler-32 ");
    }

    @Test
    void aCopyThatIsMissingIsAProblem() throws Exception {
        assertThat(proof(file("a", Map.of("UK", "one", "FR", "one"))).problems())
                .containsExactly("a: no available replica at US");
    }

    @Test
    void aSourceThatChangedAfterItsRegistrationIsAProblem() throws Exception {
        DatasetCopies.File file = file("a", Map.of("UK", "one", "FR", "two", "US", "two"));
        Files.writeString(directory.resolve("UK/a"), "two");
        assertThat(proof(file).problems()).singleElement().asString().contains("registered with");
    }
}
