package org.godwit.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final Epoch EPOCH = new Epoch(1, 7);
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
                        0);
        ToAgent.Orders sent =
                new ToAgent.Orders(EPOCH, "fr-1", 9, List.of(new byte[] {1, 2}), List.of(order));

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
                                        ORDER, 12, 100, new Adler32(1), 60, false)),
                        List.of(
                                new TransferOutcome.Failed(
                                        ORDER, 13, FailureClass.SPACE, "FR is full", 5)));

        assertThat(MessageCodec.decodeFromAgent(MessageCodec.encode(sent))).isEqualTo(sent);
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
