package org.godwit.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.godwit.model.Bottleneck;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeMessagesTest {
    private static final Epoch EPOCH = new Epoch(1, 7);
    private static final ToAgent.ProbeSource SOURCE =
            new ToAgent.ProbeSource("FR", "fr-1", 3, "127.0.0.1", 9446);

    @Test
    void whatTheEngineSaysSurvivesTheRoundTrip() {
        List<ToAgent> messages =
                List.of(
                        new ToAgent.Probe(EPOCH, "us-1", 4, 2, SOURCE, 60, 1L << 40, 0),
                        new ToAgent.ProbeDisks(EPOCH, "us-1", 4, 2),
                        new ToAgent.EndProbe(EPOCH, "us-1", 4, 2));
        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(MessageCodec.decodeToAgent(MessageCodec.encode(message)))
                                .isEqualTo(message));
    }

    @Test
    void whatAgentsSaySurvivesTheRoundTrip() {
        List<FromAgent> messages =
                List.of(
                        new FromAgent.ProbeReport(
                                "us-1",
                                4,
                                2,
                                List.of(
                                        new ProbeSample(
                                                236_000_000,
                                                32,
                                                151_000,
                                                150_300,
                                                100,
                                                Bottleneck.LINK)),
                                1,
                                true,
                                ""),
                        new FromAgent.DiskReport(
                                "us-1",
                                4,
                                2,
                                List.of(new DiskRates("US", "ext4", true, 2_000, 1_000, ""))));
        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(MessageCodec.decodeFromAgent(MessageCodec.encode(message)))
                                .isEqualTo(message));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 1000, 0",
        "1, 0, 1000, 0",
        "1, 61, 1000, 0",
        "1, 10, 0, 0",
        "1, 10, 1099511627777, 0",
        "1, 10, 1000, -1"
    })
    void aProbeBeyondItsBoundsIsRefusedByWhoeverReadsIt(
            long number, int seconds, long bytes, long rate) {
        String text =
                """
                {"version":1,"kind":"Probe","body":{"epoch":{"incarnation":1,"term":7},"agent":"us-1",\
                "incarnation":4,"number":%d,"source":{"site":"FR","agent":"fr-1","incarnation":3,\
                "host":"127.0.0.1","port":9446},"seconds":%d,"bytes":%d,"bytesPerSecondMax":%d}}
                """
                        .formatted(number, seconds, bytes, rate);
        assertThatThrownBy(() -> MessageCodec.decodeToAgent(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("malformed");
    }
}
