package org.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void itsQuestionsAreAnsweredAndItLeavesNothingBehind() throws IOException {
        Path own = Files.createDirectory(directory.resolve("training"));
        StringWriter printed = new StringWriter();
        Training.askAnEngine(new PrintWriter(printed, true), own);
        assertThat(own).doesNotExist();
        assertThat(printed.toString())
                .contains("STATE", "godwit: no such RSE")
                .doesNotContain("no trust");
    }
}
