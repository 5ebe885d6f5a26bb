package org.godwit.it.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CaseReportTest {
    private static final Figure GOOD = Figure.judged("a", 0.91, "of the link", Target.atLeast(0.9));
    private static final Figure BAD = Figure.judged("b", 5.6, "s", Target.atMost(5.5));
    private static final Figure STATED = Figure.reported("c", 1, "MB/s");
    private static final Figure UNKNOWN =
            new Figure("d", 1, "s", BAD.target(), Optional.empty(), Map.of());

    private record Copied(
            String peer,
            String setting,
            double megabytesPerSecond,
            double filesPerSecond,
            double seconds,
            Optional<String> failure)
            implements Trial {}

    @Test
    void printsTheFieldsThatScriptsReadFirst() {
        Trial peer = new Copied("curl", "1 stream", 10, 0.5, 2, Optional.empty());
        String json =
                new CaseReport("big", List.of(GOOD), List.of(peer), Map.of("workload", "1x4GiB"))
                        .json(Map.of("quick", true), 1.5);

        assertThat(json)
                .startsWith(
                        "{\"case\":\"big\",\"value\":0.91,\"unit\":\"of the link\","
                                + "\"target\":{\"atLeast\":0.9},\"holds\":true,\"peers\":[{"
                                + "\"peer\":\"curl\",\"setting\":\"1 stream\","
                                + "\"megabytesPerSecond\":10.0,")
                .endsWith("\"workload\":\"1x4GiB\",\"quick\":true,\"secondsToMeasure\":1.5}")
                .doesNotContain("\n");
    }

    @Test
    void holdsWhereEveryTargetIsReached() {
        assertThat(report(GOOD, STATED).holds()).contains(true);
        assertThat(report(GOOD, BAD).holds()).contains(false);
    }

    @Test
    void saysNothingWhereSomethingCouldNotBeJudged() {
        assertThat(report(STATED).holds()).isEmpty();
        assertThat(report(GOOD, UNKNOWN).holds()).isEmpty();
        assertThat(report(BAD, UNKNOWN).holds()).contains(false);
        assertThat(report(UNKNOWN).json(Map.of(), 1)).contains("\"holds\":null");
    }

    @Test
    void judgesBothWays() {
        assertThat(Target.atLeast(1).holds(1)).isTrue();
        assertThat(Target.atLeast(1).holds(0.9)).isFalse();
        assertThat(Target.atMost(1).holds(1)).isTrue();
        assertThat(Target.atMost(1).holds(1.1)).isFalse();
    }

    private static CaseReport report(Figure... figures) {
        return new CaseReport("case", List.of(figures), Map.of());
    }
}
