package org.godwit.it.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CaseOptionsTest {
    private static final class Sitting implements CaseSitting {
        private final List<String> measured = new ArrayList<>();
        private boolean closed;

        @Override
        public Map<String, Object> facts() {
            return Map.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record Noted(String name, boolean breaks) implements Case<Sitting> {
        @Override
        public CaseReport measure(Sitting sitting) throws IOException {
            sitting.measured.add(name);
            if (breaks) {
                throw new IOException("broken by a test");
            }
            return new CaseReport(
                    name, List.of(Figure.judged("a", 0, "s", Target.atLeast(1))), Map.of());
        }
    }

    private final Sitting sitting = new Sitting();

    private int run(List<Noted> cases, String... words) throws Exception {
        CaseOptions options = new CaseOptions();
        var _ = new CommandLine(options).parseArgs(words);
        return options.run("some", cases, (clock, progress) -> sitting);
    }

    private static List<Noted> cases(String... names) {
        return Stream.of(names).map(name -> new Noted(name, false)).toList();
    }

    @Test
    void measuresAllInTheirOrderAndEndsWithZeroWhateverCameOut() throws Exception {
        assertThat(run(cases("a", "b", "c"))).isZero();
        assertThat(sitting.measured).containsExactly("a", "b", "c");
        assertThat(sitting.closed).isTrue();
    }

    @Test
    void measuresThoseThatAreNamedInTheOrderOfAll() throws Exception {
        assertThat(run(cases("a", "b", "c"), "--case", "c", "--case=a")).isZero();
        assertThat(sitting.measured).containsExactly("a", "c");
    }

    @Test
    void refusesANameThatIsNone() throws Exception {
        assertThat(run(cases("a", "b"), "--case=a", "--case=z")).isEqualTo(2);
        assertThat(sitting.measured).isEmpty();
    }

    @Test
    void goesOnAfterOneThatCannotBeMeasured() throws Exception {
        List<Noted> cases = List.of(new Noted("a", true), new Noted("b", false));
        assertThat(run(cases, "-o", "json")).isEqualTo(1);
        assertThat(sitting.measured).containsExactly("a", "b");
        assertThat(sitting.closed).isTrue();
    }

    @Test
    void listsWithoutMeasuring() throws Exception {
        assertThat(run(cases("a"), "--list")).isZero();
        assertThat(sitting.measured).isEmpty();
    }
}
