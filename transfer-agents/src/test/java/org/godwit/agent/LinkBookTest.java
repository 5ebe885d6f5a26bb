package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;
import org.godwit.message.LinkPolicy;
import org.godwit.model.Epoch;
import org.godwit.model.Protection;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.Test;

class LinkBookTest {
    private static final Epoch EPOCH = new Epoch(1, 3);
    private static final Epoch NEXT = new Epoch(1, 4);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T08:00:00Z"));
    private final LinkBook book = new LinkBook(clock);

    /// A lease that answers a heartbeat sent now.
    private LinkLease lease(long revision, long share) {
        return lease(revision, share, Optional.of(clock.nanoTime()));
    }

    private static LinkLease lease(long revision, long share, Optional<Long> heard) {
        return new LinkLease(
                revision,
                heard,
                60_000,
                List.of(
                        new LinkPolicy("UK", "FR", Protection.INTEGRITY, share),
                        new LinkPolicy("US", "FR", Protection.CLEAR, 0)));
    }

    @Test
    void nothingMayBeFetchedBeforeTheFirstLease() {
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(LinkPolicy.IDLE);
        assertThat(book.protection("UK")).isEqualTo(Protection.TLS);
        assertThat(book.mark()).isEmpty();
    }

    @Test
    void aLinkThatIsNotNamedIsUnderTlsWithoutACap() {
        book.take(EPOCH, lease(1, 100));

        assertThat(book.bytesPerSecondMax("DE")).isZero();
        assertThat(book.protection("DE")).isEqualTo(Protection.TLS);
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(100);
        assertThat(book.protection("UK")).isEqualTo(Protection.INTEGRITY);
        assertThat(book.bytesPerSecondMax("US")).isZero();
        assertThat(book.protection("US")).isEqualTo(Protection.CLEAR);
        assertThat(book.mark()).contains(new LinkMark(EPOCH, 1));
    }

    @Test
    void theNewestRevisionOfTheHighestEpochHolds() {
        book.take(EPOCH, lease(7, 100));
        book.take(EPOCH, lease(6, 200));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(100);
        book.take(EPOCH, lease(7, 100));
        book.take(NEXT, lease(2, 300));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(300);
        book.take(EPOCH, lease(9, 400));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(300);
        assertThat(book.mark()).contains(new LinkMark(NEXT, 2));
    }

    @Test
    void aShareFallsToTheFloorWhenTheLeaseHasRunOutAndComesBackWithTheNext() {
        book.take(EPOCH, lease(1, 1_000));
        clock.advance(Duration.ofMillis(59_999));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(1_000);

        clock.advance(Duration.ofMillis(1));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(50);
        assertThat(book.bytesPerSecondMax("US")).isZero();
        assertThat(book.protection("UK")).isEqualTo(Protection.INTEGRITY);

        book.take(EPOCH, lease(1, 1_000));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(1_000);
    }

    @Test
    void aLeaseThatWasLongOnItsWayHasRunOutWhenItComes() {
        LinkLease late = lease(1, 1_000);
        clock.advance(Duration.ofMinutes(10));

        book.take(EPOCH, late);

        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(50);
    }

    @Test
    void aRepeatedLeaseDoesNotHoldLongerThanTheLastHeartbeatAnswered() {
        LinkLease first = lease(1, 1_000);
        clock.advance(Duration.ofSeconds(30));
        book.take(EPOCH, lease(1, 1_000));
        book.take(EPOCH, first);

        clock.advance(Duration.ofSeconds(59));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(1_000);
        book.take(EPOCH, first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(50);
    }

    @Test
    void aNewerLeaseThatAnswersAnEarlierHeartbeatDoesNotShortenWhatWasGiven() {
        LinkLease newer = lease(2, 500);
        clock.advance(Duration.ofSeconds(30));
        book.take(EPOCH, lease(1, 1_000));
        book.take(EPOCH, newer);

        clock.advance(Duration.ofSeconds(59));
        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(500);
    }

    @Test
    void withoutAHeartbeatThatTheEngineHadSharesHaveRunOut() {
        book.take(EPOCH, lease(1, 1_000, Optional.empty()));

        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(50);
        assertThat(book.bytesPerSecondMax("US")).isZero();
    }

    @Test
    void whatIsLeftOfAShareIsNeverNothing() {
        book.take(EPOCH, lease(1, LinkPolicy.IDLE, Optional.empty()));

        assertThat(book.bytesPerSecondMax("UK")).isEqualTo(LinkPolicy.IDLE);
    }
}
