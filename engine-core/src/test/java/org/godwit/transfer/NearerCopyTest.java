package org.godwit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.message.TransferOrder;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.report.LinkRates;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.SetLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Copies that wait for others on their way to nearer places.
final class NearerCopyTest {
    private static final int FILES = 10;

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();

    /// From US the way is long; FR and UK are near each other.
    @BeforeEach
    void aDatasetBehindALongLink() {
        distance("US", "FR", 100);
        distance("US", "UK", 100);
        distance("FR", "UK", 5);
        distance("UK", "FR", 5);
        grid.datasets("night");
        grid.attach("night", grid.files("US-DISK", "f", FILES));
    }

    @AfterEach
    void everythingDerivedIsRight() {
        fixture.checkDerivedRows();
    }

    @Test
    void theLongLinkIsCrossedOnce() {
        RuleId rule = grid.rule("night", RuleSpec.of(2, "FR-DISK+UK-DISK"));
        long crossed = 0;
        long near = 0;
        for (int round = 0; round < 5; round++) {
            crossed += carryOut("US", "UK", "uk") + carryOut("US", "FR", "fr");
            near += carryOut("FR", "UK", "uk") + carryOut("UK", "FR", "fr");
        }
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(crossed).isEqualTo(FILES * 100);
        assertThat(near).isEqualTo(FILES * 100);
        assertThat(grid.rows(Tables.RELAYS)).isZero();
    }

    @Test
    void twoRsesOfASiteGetItOverTheLongLinkOnce() {
        grid.rule("night", RuleSpec.of(2, "FR-DISK+FR-SCRATCH"));
        assertThat(world.dispatch("US", "FR"))
                .hasSize(FILES)
                .satisfies(orders -> {
                    for (TransferOrder order : orders) {
                        world.complete("fr", order);
                    }
                });
        assertThat(world.dispatch("FR", "FR")).hasSize(FILES);
    }

    @Test
    void whereTheNearerCopyFailsTheOtherGoesItsOwnWay() {
        grid.rule("f0", RuleSpec.of(2, "FR-DISK+UK-DISK"));
        assertThat(world.dispatch("US", "UK")).isEmpty();
        TransferOrder toFrance = world.dispatch("US", "FR").getFirst();
        world.fail("fr", toFrance.id(), FailureClass.DESTINATION, "disk broken");
        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    @Test
    void nobodyWaitsLongerThanABoundedTimeOrTwice() {
        grid.rule("f0", RuleSpec.of(2, "FR-DISK+UK-DISK"));
        assertThat(world.dispatch("US", "UK")).isEmpty();
        assertThat(world.request("f0", "UK-DISK").orElseThrow().state())
                .isEqualTo(RequestState.WAITING);

        fixture.advance(Duration.ofMinutes(9));
        fixture.run(new FireTimers());
        assertThat(world.dispatch("US", "UK")).isEmpty();
        fixture.advance(Duration.ofMinutes(2));
        fixture.run(new FireTimers());
        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    @Test
    void whoWaitsForACopyThatNobodyWantsAnyMoreGoesOn() {
        RuleId far = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        grid.rule("f0", RuleSpec.of(1, "UK-DISK"));
        assertThat(world.dispatch("US", "UK")).isEmpty();
        fixture.run(new DeleteRule(far));
        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    @Test
    void whatWasMeasuredCountsMoreThanDistances() {
        measured("US", "FR", 1_000_000);
        measured("US", "UK", 10_000_000);
        measured("FR", "UK", 100_000_000);
        measured("UK", "FR", 100_000_000);
        grid.rule("f0", RuleSpec.of(2, "FR-DISK+UK-DISK"));
        // By way of France it would take ten times as long, so France waits for Britain.
        assertThat(world.dispatch("US", "FR")).isEmpty();
        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    @Test
    void aSourceBehindAFasterLinkIsPreferredAmongEquallyNearOnes() {
        distance("US", "UK", 5);
        fixture.run(
                new org.godwit.registration.AddReplicas(
                        "FR-DISK",
                        List.of(
                                new org.godwit.registration.NewReplica(
                                        Grid.did("f0"),
                                        100,
                                        new org.godwit.model.Adler32(1),
                                        Optional.empty())),
                        "root"));
        measured("US", "UK", 50_000_000);
        measured("FR", "UK", 5_000_000);
        grid.rule("f0", RuleSpec.of(1, "UK-DISK"));
        assertThat(world.dispatch("FR", "UK")).isEmpty();
        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    private long carryOut(String source, String destination, String agent) {
        long bytes = 0;
        for (TransferOrder order : world.dispatch(source, destination)) {
            assertThat(world.complete(agent, order)).isEqualTo(1);
            bytes += order.bytes();
        }
        return bytes;
    }

    private void measured(String source, String destination, long bytesPerSecond) {
        Link link = world.link(source, destination);
        fixture.run(context -> {
            LinkRates.add(
                    context,
                    new LinkKey(link.source(), link.destination()),
                    context.now().getEpochSecond() / 10 * 10,
                    10 * bytesPerSecond);
            return true;
        });
    }

    private void distance(String source, String destination, int distance) {
        fixture.run(
                new SetLink(
                        source,
                        destination,
                        Optional.of(distance),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}
