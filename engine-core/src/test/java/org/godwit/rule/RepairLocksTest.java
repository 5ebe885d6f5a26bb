package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.TransferOrder;
import org.godwit.model.FailureClass;
import org.godwit.model.Grouping;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.transfer.FireTimers;
import org.godwit.transfer.RetryPolicy;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Locks that an RSE does not take.
final class RepairLocksTest {
    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();

    @BeforeEach
    void data() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", 2));
    }

    @AfterEach
    void everythingDerivedIsRight() {
        fixture.checkDerivedRows();
    }

    @Test
    void aFileThatAnRseDoesNotTakeGoesToAnotherOfItsRule() {
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "US|GB"));
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
        failOften("US", "us", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.SPACE);

        assertThat(repaired("f0", "US-DISK")).isEqualTo(1);
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(RepairLocks.lastNote(fixture.view(), rule).orElseThrow())
                .contains("to UK-DISK, since US-DISK did not take it 8 times (no room)");
        world.complete("uk", world.dispatch("FR", "UK").getFirst());
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void nothingGoesBackWithinADay() {
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "US|GB"));
        failOften("US", "us", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.SPACE);
        repaired("f0", "US-DISK");
        failOften("UK", "uk", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.DESTINATION);

        assertThat(repaired("f0", "UK-DISK")).isZero();
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        fixture.advance(Duration.ofDays(1));
        assertThat(repaired("f0", "UK-DISK")).isEqualTo(1);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
    }

    @Test
    void aDatasetGoesElsewhereAsAWholeOrNotAtAll() {
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US|GB"));
        failOften("US", "us", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.SPACE);
        assertThat(repaired("f0", "US-DISK")).isEqualTo(1);
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.locked(rule, "f1")).containsExactly("UK-DISK");

        // One file is there: the group would be torn.
        for (TransferOrder order : world.dispatch("FR", "UK")) {
            if (order.id().did() == grid.id("f1")) {
                world.complete("uk", order);
            } else {
                world.fail("uk", order.id(), FailureClass.SPACE, "no room");
            }
        }
        fixture.advance(Duration.ofDays(2));
        failOften("UK", "uk", "f0", RetryPolicy.ELSEWHERE_AFTER - 1, FailureClass.SPACE);
        assertThat(repaired("f0", "UK-DISK")).isZero();
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
    }

    @Test
    void whatOtherwiseFailsStaysWhereItIs() {
        grid.rule("f0", RuleSpec.of(1, "US|GB"));
        failOften("US", "us", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.NETWORK);
        assertThat(fixture.takeEffects()).noneMatch(Effect.NotTaken.class::isInstance);

        RuleId bound = grid.rule("f1", RuleSpec.of(1, "US"));
        failOften("US", "us", "f1", RetryPolicy.ELSEWHERE_AFTER, FailureClass.SPACE);
        assertThat(repaired("f1", "US-DISK")).isZero();
        assertThat(grid.locked(bound, "f1")).containsExactly("US-DISK");
    }

    @Test
    void filesOfARuleWithoutGroupsGoOneByOne() {
        RuleId rule =
                grid.rule(
                        "night",
                        new RuleSpec(
                                1,
                                "US|GB",
                                Optional.empty(),
                                Grouping.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                3,
                                false,
                                false,
                                false,
                                Optional.empty()));
        List<String> other = grid.locked(rule, "f1");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
        failOften("US", "us", "f0", RetryPolicy.ELSEWHERE_AFTER, FailureClass.DESTINATION);
        assertThat(repaired("f0", "US-DISK")).isEqualTo(1);
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.locked(rule, "f1")).isEqualTo(other);
    }

    private int repaired(String file, String rse) {
        int moved = fixture.run(new RepairLocks(grid.at(file, rse)));
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        while (progress == MoveLocks.Progress.MORE) {
            progress = fixture.run(new MoveLocks(new MoveLimits(100, 100)));
        }
        return moved;
    }

    /// Every attempt at a file fails; others of the link wait for their outcome.
    private void failOften(
            String site, String agent, String file, int times, FailureClass failure) {
        long did = grid.id(file);
        for (int i = 0; i < times; i++) {
            fixture.advance(Duration.ofMinutes(11));
            fixture.run(new FireTimers());
            List<TransferOrder> orders = world.dispatch("FR", site);
            orders.stream()
                    .filter(order -> order.id().did() == did)
                    .forEach(order ->
                            assertThat(world.fail(agent, order.id(), failure, "no room"))
                                    .isEqualTo(1));
        }
        assertThat(fixture.takeEffects().stream().anyMatch(Effect.NotTaken.class::isInstance))
                .isEqualTo(RetryPolicy.isOfDestination(failure));
    }
}
