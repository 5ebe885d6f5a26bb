package org.godwit.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkCondition;
import org.godwit.message.LinkMark;
import org.godwit.model.Bottleneck;
import org.godwit.model.Epoch;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Optional<LinkMark> FIRST = Optional.of(new LinkMark(new Epoch(1, 1), 5));
    private static final Optional<LinkMark> SECOND = Optional.of(new LinkMark(new Epoch(1, 1), 6));

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T08:00:00Z"));
    private final Fleet fleet = new Fleet(clock);

    private Fleet.Beat beat(long sentNanos, Optional<LinkMark> lease, long rate, int transfers) {
        return fleet.beat(
                new FromAgent.Heartbeat(
                        "fr",
                        1,
                        1,
                        sentNanos,
                        lease,
                        List.of(link("UK", rate, transfers, Optional.empty())),
                        List.of(),
                        List.of()));
    }

    private static FromAgent.LinkActivity link(
            String source, long rate, int transfers, Optional<LinkCondition> condition) {
        return new FromAgent.LinkActivity(source, "FR", rate, transfers, condition);
    }

    @Test
    void tellsWhenAnAgentGoesByAnotherLease() {
        assertThat(beat(1, Optional.empty(), 0, 0)).isEqualTo(new Fleet.Beat(true, false));
        assertThat(beat(2, FIRST, 0, 0)).isEqualTo(new Fleet.Beat(false, true));
        assertThat(beat(3, FIRST, 0, 0)).isEqualTo(new Fleet.Beat(false, false));
        assertThat(beat(4, SECOND, 0, 0)).isEqualTo(new Fleet.Beat(false, true));
    }

    @Test
    void aHeartbeatThatWasOvertakenTellsNothingOfLeases() {
        beat(7, SECOND, 0, 0);

        assertThat(beat(6, FIRST, 0, 0)).isEqualTo(new Fleet.Beat(false, false));
        assertThat(fleet.word("fr", 1).lease()).isEqualTo(SECOND);
        assertThat(fleet.sentNanos("fr", 1)).contains(7L);
        assertThat(fleet.sentNanos("fr", 2)).isEmpty();
    }

    @Test
    void aLeaseHasRunOutAMinuteAfterTheLastWordAndNotBefore() {
        beat(1, FIRST, 0, 0);
        clock.advance(Duration.ofSeconds(60));
        fleet.expire();
        assertThat(fleet.word("fr", 1).alive()).isFalse();
        assertThat(fleet.word("fr", 1).lapsed()).isFalse();

        clock.advance(Duration.ofSeconds(4));
        assertThat(fleet.word("fr", 1).lapsed()).isTrue();

        beat(2, FIRST, 0, 0);
        assertThat(fleet.word("fr", 1).lapsed()).isFalse();
        assertThat(fleet.word("fr", 1).alive()).isTrue();
    }

    @Test
    void whatAnEngineBeforeThisOneGaveCountsFromTheStartOfThisOne() {
        clock.advance(Duration.ofSeconds(60));
        assertThat(fleet.word("fr", 1).lapsed()).isFalse();
        clock.advance(Duration.ofSeconds(4));
        assertThat(fleet.word("fr", 1).lapsed()).isTrue();
    }

    @Test
    void theHighestRateOfLateCountsOnceALinkHasBeenBusyLongEnough() {
        for (int second = 0; second < 15; second++) {
            beat(second, FIRST, second == 3 ? 900 : 100, 2);
            assertThat(fleet.word("fr", 1).peaks()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
        }
        beat(15, FIRST, 100, 2);
        assertThat(fleet.word("fr", 1).peaks()).containsEntry("UK", 900L);
        for (int second = 16; second < 20; second++) {
            clock.advance(Duration.ofSeconds(1));
            beat(second, FIRST, 100, 2);
        }
        assertThat(fleet.word("fr", 1).peaks()).containsEntry("UK", 100L);
        beat(20, FIRST, 0, 0);
        assertThat(fleet.word("fr", 1).peaks()).isEmpty();
    }

    @Test
    void aLinksStateIsThatOfAllItsAgents() {
        LinkCondition slow = new LinkCondition(150_000, 0.5, 3, Optional.of(Bottleneck.WINDOW));
        LinkCondition fast = new LinkCondition(110_000, 0.1, 1, Optional.of(Bottleneck.LINK));

        LinkState state =
                LinkState.of(
                        List.of(
                                link("UK", 99, 2, Optional.of(slow)),
                                link("UK", 299, 1, Optional.of(fast)),
                                link("UK", 1, 1, Optional.empty()),
                                link("US", 5_000, 9, Optional.of(slow))),
                        "UK",
                        "FR");

        assertThat(state.bytesPerSecond()).isEqualTo(399);
        assertThat(state.transfers()).isEqualTo(4);
        assertThat(state.rttMicros()).contains(140_000L);
        assertThat(state.connections()).contains(4);
        assertThat(state.retransmitRatio().orElseThrow()).isCloseTo(0.2, within(1e-9));
        assertThat(state.limitedBy()).contains(Bottleneck.LINK);
    }

    @Test
    void whatNobodyMeasuresIsAbsent() {
        LinkState state = LinkState.of(List.of(link("UK", 9, 1, Optional.empty())), "UK", "FR");

        assertThat(state)
                .isEqualTo(
                        new LinkState(
                                9,
                                1,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }
}
