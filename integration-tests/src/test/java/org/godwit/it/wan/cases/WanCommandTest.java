package org.godwit.it.wan.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.godwit.it.cases.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class WanCommandTest {
    private static int execute(String... words) {
        return new CommandLine(new WanCommand())
                .setErr(new PrintWriter(new StringWriter()))
                .execute(words);
    }

    @Test
    void namesEveryCaseOnce() {
        assertThat(WanCommand.ALL.stream().map(Case::name))
                .containsExactly(
                        "big-2g",
                        "big-4g",
                        "big-8g",
                        "loss",
                        "tls",
                        "small-64k",
                        "small-4k",
                        "night",
                        "cpu",
                        "memory",
                        "faults",
                        "corrupt",
                        "share",
                        "soak");
        assertThat(execute("--list")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--case=big-3g", "--runs=many", "--nonsense", "--minutes=x"})
    void refusesWhatItDoesNotKnow(String option) {
        assertThat(execute(option)).isEqualTo(2);
    }
}
