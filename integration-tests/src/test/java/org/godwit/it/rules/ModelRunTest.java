package org.godwit.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.godwit.it.rules.model.ModelRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A few of the runs of `./godwit bench rules --case model`; `-Dseed=…` chooses others.
class ModelRunTest {
    static List<Long> seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + 100).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void engineAndModelAgree(long seed) {
        assertThat(new ModelRun(seed).difference()).as("seed %d", seed).isEmpty();
    }
}
