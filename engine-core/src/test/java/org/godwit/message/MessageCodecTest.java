package org.godwit.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.Bottleneck;
import org.godwit.model.Did;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final Epoch EPOCH = new Epoch(1, 7);
    private static final LinkLease LEASE =
            new LinkLease(
                    12,
                    Optional.of(-5L),
                    60_000,
                    List.of(new LinkPolicy("UK", "FR", Protection.INTEGRITY, 1_000)));
    private static final OrderId ORDER = new OrderId(42, 3, 1000, 2);

    @Test
    void ordersSurviveTheRoundTrip() {
        TransferOrder order =
                new TransferOrder(
                        ORDER,
                        new Did("demo", "night/été 1.fits"),
                        1L << 40,
                        new Adler32(0xfedcba98),
                        "User Subscriptions",
                        3,
                        new TransferOrder.Source("UK", "uk-1", "127.0.0.1", 4000, "UK", "a/b c"),
                        new TransferOrder.Destination("FR", "FR", "demo/aa/bb/x"),
                        0,
                        List.of(
                                new WantedDigest(DigestAlgorithm.SHA256, Optional.empty()),
                                new WantedDigest(DigestAlgorithm.MD5, Optional.of("0".repeat(32)))),
                        true);
        ToAgent.Orders sent =
                new ToAgent.Orders(
                        EPOCH, "fr-1", 9, LEASE, List.of(new byte[] {1, 2}), List.of(order));

        ToAgent.Orders back =
                (ToAgent.Orders) MessageCodec.decodeToAgent(MessageCodec.encode(sent));

        assertThat(back.orders()).isEqualTo(sent.orders());
        assertThat(back.grants().getFirst()).containsExactly(1, 2);
    }

    @Test
    void outcomesOfBothKindsSurviveTheRoundTrip() {
        FromAgent.Outcomes sent =
                new FromAgent.Outcomes(
                        "fr-1",
                        9,
                        List.of(
                                new TransferOutcome.Completed(
                                        ORDER,
                                        12,
                                        100,
                                        new Adler32(1),
                                        60,
                                        false,
                                        Optional.of(Bottleneck.LINK),
                                        List.of(new Digest(DigestAlgorithm.MD5, "a".repeat(32))))),
                        List.of(
                                new TransferOutcome.Failed(
                                        ORDER,
                                        13,
                                        FailureClass.SPACE,
                                        "FR is full",
                                        5,
                                        Optional.empty())));

        assertThat(MessageCodec.decodeFromAgent(MessageCodec.encode(sent))).isEqualTo(sent);
    }

    @Test
    void leasesAndHeartbeatsSurviveTheRoundTrip() {
        ToAgent.Links links = new ToAgent.Links(EPOCH, "fr-1", 9, LEASE);
        FromAgent.Heartbeat heartbeat =
                new FromAgent.Heartbeat(
                        "fr-1",
                        9,
                        3,
                        Long.MIN_VALUE,
                        Optional.of(new LinkMark(EPOCH, 12)),
                        List.of(
                                new FromAgent.LinkActivity(
                                        "UK",
                                        "FR",
                                        5,
                                        2,
                                        Optional.of(
                                                new LinkCondition(
                                                        150_000,
                                                        0.25,
                                                        8,
                                                        Optional.of(Bottleneck.PACING)))),
                                new FromAgent.LinkActivity("US", "FR", 0, 0, Optional.empty())),
                        List.of(),
                        List.of());
        ToAgent.Links unanswered = new ToAgent.Links(EPOCH, "fr-1", 9, LinkLease.of(12, List.of()));

        assertThat(MessageCodec.decodeToAgent(MessageCodec.encode(links))).isEqualTo(links);
        assertThat(MessageCodec.decodeToAgent(MessageCodec.encode(unanswered)))
                .isEqualTo(unanswered);
        assertThat(MessageCodec.decodeFromAgent(MessageCodec.encode(heartbeat)))
                .isEqualTo(heartbeat);
    }

    @Test
    void aStageThatALaterVersionKnowsIsNotKnown() {
        String text =
                """
                {"version":1,"kind":"Outcomes","body":{"agent":"fr-1","incarnation":9,"completed":[
                {"order":{"did":42,"rse":3,"generation":1000,"attempt":2},"millis":12,"bytes":100,
                "adler32":{"value":1},"bytesMoved":60,"adopted":false,"limitedBy":"MOON_PHASE","digests":[]}],
                "failed":[{"order":{"did":42,"rse":3,"generation":1000,"attempt":2},"millis":12,
                "failure":"SPACE","reason":"FR is full","bytesDone":5,"limitedBy":null}]}}
                """;
        FromAgent.Outcomes outcomes =
                (FromAgent.Outcomes)
                        MessageCodec.decodeFromAgent(text.getBytes(StandardCharsets.UTF_8));

        assertThat(outcomes.completed().getFirst().limitedBy()).isEmpty();
        assertThat(outcomes.failed().getFirst().limitedBy()).isEmpty();
    }

    @Test
    void leasesThatDoNotFitAreRefused() {
        String good =
                "{\"version\":1,\"kind\":\"Links\",\"body\":{\"epoch\":{\"incarnation\":1,\"term\":7},"
                        + "\"agent\":\"fr-1\",\"incarnation\":9,\"lease\":{\"revision\":12,"
                        + "\"heardNanos\":4,\"leaseMillis\":60000,\"policies\":[{\"sourceSite\":\"UK\","
                        + "\"destinationSite\":\"FR\",\"protection\":\"TLS\",\"bytesPerSecondMax\":5}]}}}";
        assertThat(MessageCodec.decodeToAgent(good.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ToAgent.Links.class);
        for (String bad :
                List.of(
                        good.replace("\"TLS\"", "\"NONE\""),
                        good.replace("\"TLS\"", "null"),
                        good.replace("\"bytesPerSecondMax\":5", "\"bytesPerSecondMax\":null"),
                        good.replace("\"bytesPerSecondMax\":5", "\"bytesPerSecondMax\":-5"),
                        good.replace("\"revision\":12,", ""),
                        good.replace("\"leaseMillis\":60000,", ""),
                        good.replace("60000", "-1"),
                        good.replace("\"heardNanos\":4", "\"heardNanos\":1e30"),
                        good.replace("[{", "{").replace("}]", "}"))) {
            assertThatThrownBy(
                            () -> MessageCodec.decodeToAgent(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(EngineException.class);
        }
    }

    @Test
    void aDigestThatIsNoneIsRefused() {
        String good =
                new String(
                        MessageCodec.encode(
                                new FromAgent.Outcomes(
                                        "fr-1",
                                        9,
                                        List.of(
                                                new TransferOutcome.Completed(
                                                        ORDER,
                                                        12,
                                                        100,
                                                        new Adler32(1),
                                                        60,
                                                        false,
                                                        Optional.empty(),
                                                        List.of(
                                                                new Digest(
                                                                        DigestAlgorithm.MD5,
                                                                        "a".repeat(32))))),
                                        List.of())),
                        StandardCharsets.UTF_8);
        for (String bad :
                List.of(
                        good.replace("a".repeat(32), "a".repeat(31)),
                        good.replace("a".repeat(32), "A".repeat(32)),
                        good.replace("a".repeat(32), "x".repeat(32)),
                        good.replace("\"MD5\"", "\"SHA256\""),
                        good.replace("\"MD5\"", "\"SHA3\""),
                        good.replace("\"MD5\"", "null"))) {
            assertThatThrownBy(() ->
                            MessageCodec.decodeFromAgent(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(EngineException.class);
        }
    }

    @Test
    void refusesOtherVersionsKindsAndBrokenBodies() {
        for (String text :
                List.of(
                        "",
                        "{}",
                        "[]",
                        "{\"version\":2,\"kind\":\"Hello\",\"body\":{}}",
                        "{\"version\":1,\"kind\":\"Hello\",\"body\":{}}",
                        "{\"version\":1,\"kind\":\"Welcome\",\"body\":{}}",
                        "{\"version\":1,\"kind\":\"java.lang.Runtime\",\"body\":{}}")) {
            assertThatThrownBy(() ->
                            MessageCodec.decodeFromAgent(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(EngineException.class);
        }
    }
}
