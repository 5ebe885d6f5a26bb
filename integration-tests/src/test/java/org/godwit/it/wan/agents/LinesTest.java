package org.godwit.it.wan.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinesTest {
    @Test
    void readsTheRequestsThatItWrites() {
        for (AgentRequest request :
                List.of(
                        new AgentRequest.Fetch("1", "orders", 10, 100),
                        new AgentRequest.Use(true),
                        new AgentRequest.Allow(1_000),
                        new AgentRequest.Confess())) {
            String line = Lines.encode(request);

            assertThat(line).doesNotContain("\n");
            assertThat(Lines.decode(line, AgentRequest.class)).isEqualTo(request);
        }
    }

    @Test
    void readsTheReportsThatItWrites() {
        for (AgentReport report :
                List.of(
                        new AgentReport.Ready("us", 7, 9446),
                        new AgentReport.Progress("1", 1_000, 2, 3, 4),
                        new AgentReport.Done("1", 1.5, 0, 2, 3, 4, 5, 6, List.of("a \"reason\"")),
                        new AgentReport.Usage(1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                        new AgentReport.Damage(1, 2),
                        new AgentReport.Refused("no"))) {
            assertThat(Lines.decode(Lines.encode(report), AgentReport.class)).isEqualTo(report);
        }
    }

    @Test
    void saysTheKindFirst() {
        assertThat(Lines.encode(new AgentRequest.Use(false)))
                .isEqualTo("{\"is\":\"Use\",\"collect\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Terminating due to java.lang.OutOfMemoryError",
                "[]",
                "{}",
                "{\"is\":\"Ready\",\"agent\":\"us\",\"pid\":1,\"port\":2}",
                "{\"is\":\"Fetch\",\"id\":\"1\",\"orders\":\"o\",\"inFlight\":0,\"progressMillis\":1}"
            })
    void refusesWhatIsNoRequest(String line) {
        assertThatThrownBy(() -> Lines.decode(line, AgentRequest.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
