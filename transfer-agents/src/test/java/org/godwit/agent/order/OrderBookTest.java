package org.godwit.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.godwit.agent.order.OrderBook.Taken;
import org.godwit.message.FromAgent.Bin;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private final OrderBook book = new OrderBook();

    private static TransferOrder order(long generation, int attempt) {
        return new TransferOrder(
                new OrderId(1, 2, generation, attempt),
                new Did("s", "n"),
                10,
                new Adler32(1),
                "A",
                3,
                new TransferOrder.Source("UK", "uk", "h", 1, "UK", "p"),
                new TransferOrder.Destination("FR", "FR", "p"),
                0);
    }

    private static TransferOutcome failed(TransferOrder order) {
        return new TransferOutcome.Failed(
                order.id(), 1, FailureClass.NETWORK, "why", 0, Optional.empty());
    }

    @Test
    void repeatedOrdersChangeNothing() {
        assertThat(book.take(order(1, 1))).isEqualTo(Taken.STARTED);
        assertThat(book.take(order(1, 1))).isEqualTo(Taken.RUNNING);
        assertThat(book.ended(failed(order(1, 1)))).isTrue();
        assertThat(book.ended(failed(order(1, 1)))).isFalse();
        assertThat(book.take(order(1, 1))).isEqualTo(Taken.ENDED);
        assertThat(book.outcomes()).hasSize(1);
    }

    @Test
    void newerAttemptsAndGenerationsReplaceOlderOnes() {
        book.take(order(1, 1));
        assertThat(book.take(order(1, 2))).isEqualTo(Taken.STARTED);
        assertThat(book.take(order(1, 1))).isEqualTo(Taken.IGNORED);
        assertThat(book.ended(failed(order(1, 1)))).isFalse();
        assertThat(book.take(order(2, 1))).isEqualTo(Taken.STARTED);
        assertThat(book.take(order(1, 9))).isEqualTo(Taken.IGNORED);
        assertThat(book.held()).containsExactly(order(2, 1).id());
    }

    @Test
    void outcomesStayUntilTheReceipt() {
        book.take(order(1, 1));
        book.received(order(1, 1).id());
        assertThat(book.running()).hasSize(1);
        book.ended(failed(order(1, 1)));
        book.received(order(1, 2).id());
        assertThat(book.outcomes()).hasSize(1);
        book.received(order(1, 1).id());
        assertThat(book.held()).isEmpty();
    }

    @Test
    void cancelledOrdersAreForgotten() {
        book.take(order(1, 2));
        book.drop(order(1, 1).id());
        assertThat(book.held()).hasSize(1);
        book.drop(order(1, 2).id());
        assertThat(book.ended(failed(order(1, 2)))).isFalse();
        assertThat(book.held()).isEmpty();
    }

    @Test
    void binsHoldTotalsAndAreToldWhenChangedAndAgainLater() {
        ThroughputBins bins = new ThroughputBins();
        bins.add(1_009, "UK", "FR", "A", 5);
        bins.add(1_001, "UK", "FR", "A", 6);
        bins.add(1_010, "UK", "FR", "A", 7);
        assertThat(bins.due(1_011, 10))
                .containsExactly(
                        new Bin(1_000, "UK", "FR", "A", 11), new Bin(1_010, "UK", "FR", "A", 7));
        assertThat(bins.due(1_012, 10)).isEmpty();
        bins.add(1_012, "UK", "FR", "A", 1);
        assertThat(bins.due(1_013, 10)).containsExactly(new Bin(1_010, "UK", "FR", "A", 8));
        assertThat(bins.due(1_080, 10)).hasSize(2);
        assertThat(bins.due(1_081, 10)).isEmpty();
        assertThat(bins.due(100_000, 10)).isEmpty();
    }

    @Test
    void binsThatDoNotFitAMessageComeWithTheNext() {
        ThroughputBins bins = new ThroughputBins();
        for (int i = 0; i < 5; i++) {
            bins.add(i * 10L, "UK", "FR", "A", 1);
        }
        assertThat(bins.due(60, 3)).hasSize(3);
        assertThat(bins.due(60, 3)).hasSize(2);
    }
}
