package org.godwit.it.wan.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.wan.peer.PeerTrial;
import org.junit.jupiter.api.Test;

final class CaseReportTest {
    private static final Figure GOOD = Figure.judged("a", 0.91, "of the link", Target.atLeast(0.9));
    private static final Figure BAD = Figure.judged("b", 5.6, "s", Target.atMost(5.5));
    private static final Figure STATED = Figure.reported("c", 1, "MB/s");
    private static final Figure UNKNOWN =
            new Figure("d", 1, "s", BAD.target(), Optional.empty(), Map.of());

    @Test
    void printsTheFieldsThatScriptsReadFirst() {
        PeerTrial peer = new PeerTrial("curl", "1 stream", 2, 20_000_000, 1, Optional.empty());
        String json =
                new CaseReport("big", List.of(GOOD), List.of(peer), Map.of("workload", "1x4GiB"))
                        .json(Map.of("quick", true));

        assertThat(json)
                .startsWith(
                        "{\"case\":\"big\",\"value\":0.91,\"unit\":\"of the link\","
                                + "\"target\":{\"atLeast\":0.9},\"holds\":true,\"peers\":[{"
                                + "\"peer\":\"curl\",\"setting\":\"1 stream\","
                                + "\"megabytesPerSecond\":10.0,")
                .endsWith("\"workload\":\"1x4GiB\",\"quick\":true}")
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
        assertThat(report(UNKNOWN).json(Map.of())).contains("\"holds\":null");
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
