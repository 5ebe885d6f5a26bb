package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.Grouping;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rules after RSEs have changed.
class FollowTest {
    private static final MoveLimits LIMITS = new MoveLimits(1_000, 1_000);

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void everythingDerivedIsRight() {
        fixture.checkDerivedRows();
    }

    private void tier(String rse, String tier) {
        fixture.run(new SetRseAttribute(rse, "tier", tier));
    }

    private void follow(MoveLimits limits) {
        Optional<RuleId> reached = fixture.run(new ReviewRules(Optional.empty()));
        while (reached.isPresent()) {
            reached = fixture.run(new ReviewRules(reached));
        }
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        while (progress == MoveLocks.Progress.MORE) {
            progress = fixture.run(new MoveLocks(limits));
        }
    }

    /// As if a transfer had brought it.
    private void arrives(String file, String rse) {
        fixture.run(
                new AddReplicas(
                        rse,
                        List.of(
                                new NewReplica(
                                        Grid.did(file), 100, new Adler32(1), Optional.empty())),
                        "root"));
    }

    private RuleId metRule(RuleSpec spec, int files) {
        grid.datasets("night");
        grid.attach("night", grid.files("US-DISK", "f", files));
        return grid.rule("night", spec);
    }

    @Test
    void aCopyStaysUntilItsReplacementIsThere() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&(US|GB)"), 2);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");

        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);

        arrives("f0", "UK-DISK");
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.locked(rule, "f1")).containsExactly("US-DISK", "UK-DISK");
        arrives("f1", "UK-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(grid.rows(Tables.LOCK_MOVES)).isZero();
        assertThat(grid.rows(Tables.RULE_REVIEWS)).isZero();
    }

    @Test
    void aCopyThatWasToBeLeftForAnotherStaysInThePlaceOfOneThatFitsNoMore() {
        tier("US-DISK", "7");
        tier("FR-DISK", "7");
        RuleId rule = metRule(RuleSpec.of(2, "tier=7"), 1);
        tier("UK-DISK", "7");
        tier("US-DISK", "9");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("FR-DISK", "US-DISK", "UK-DISK");

        tier("US-DISK", "7");
        tier("FR-DISK", "9");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
        arrives("f0", "UK-DISK");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void aCopyThatFitsNoMoreGoesOnceTheOneThatWasToReplaceAnotherIsThere() {
        tier("US-DISK", "7");
        tier("FR-DISK", "7");
        RuleId rule = metRule(RuleSpec.of(2, "tier=7"), 1);
        arrives("f0", "FR-DISK");
        tier("UK-DISK", "7");
        tier("US-DISK", "9");
        follow(LIMITS);
        tier("US-DISK", "7");
        tier("FR-DISK", "9");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("FR-DISK", "US-DISK", "UK-DISK");
        arrives("f0", "UK-DISK");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
    }

    @Test
    void filesThatComeLaterGoToTheNewRse() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&(US|GB)"), 1);
        grid.datasets("empty");
        RuleId onEmpty = grid.rule("empty", RuleSpec.of(1, "tier=1&(US|GB)"));
        grid.attach("empty", "f0");
        grid.detach("empty", "f0");
        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(LIMITS);

        grid.attach("night", grid.files("US-DISK", "x", 1));
        grid.attach("empty", grid.files("US-DISK", "y", 1));
        assertThat(grid.locked(rule, "x0")).containsExactly("UK-DISK");
        assertThat(grid.locked(onEmpty, "y0")).containsExactly("UK-DISK");
    }

    @Test
    void atMostSoManyLocksMoveAtATimeAndInAnHour() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&(US|GB)"), 5);
        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(new MoveLimits(2, 3));
        assertThat(grid.rows(Tables.LOCK_MOVES)).isEqualTo(2);

        arrives("f0", "UK-DISK");
        arrives("f1", "UK-DISK");
        follow(new MoveLimits(2, 3));
        assertThat(grid.rows(Tables.LOCK_MOVES)).isEqualTo(1);

        fixture.advance(java.time.Duration.ofHours(1));
        arrives("f2", "UK-DISK");
        follow(new MoveLimits(2, 3));
        assertThat(grid.rows(Tables.LOCK_MOVES)).isEqualTo(2);
        arrives("f3", "UK-DISK");
        arrives("f4", "UK-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void aMoveThatIsNotWantedAnyMoreIsTakenBack() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&(US|GB)"), 1);
        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(LIMITS);
        tier("UK-DISK", "2");
        tier("US-DISK", "1");
        follow(LIMITS);

        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(grid.rows(Tables.LOCK_MOVES)).isZero();
        assertThat(grid.rows(Tables.REQUESTS)).isZero();
    }

    @Test
    void aLockWithoutACopyGoesAtOnce() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        RuleId rule = grid.rule("night", RuleSpec.of(1, "tier=1&(US|GB)"));
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");

        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.rows(Tables.REQUESTS)).isEqualTo(1);
    }

    @Test
    void aSpreadThatIsNoMoreOneIsMended() {
        RuleId rule =
                metRule(
                        new RuleSpec(
                                2,
                                "tier=1+tier=2",
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
                                Optional.empty()),
                        1);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
        arrives("f0", "UK-DISK");

        tier("FR-SCRATCH", "2");
        tier("UK-DISK", "1");
        follow(LIMITS);
        // Whichever of the two goes: one of each tier is left once the new copy is there.
        assertThat(grid.locked(rule, "f0")).hasSize(3).contains("FR-SCRATCH");
        arrives("f0", "FR-SCRATCH");
        assertThat(grid.locked(rule, "f0")).hasSize(2).contains("FR-SCRATCH");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void whereNothingElseCanBeChosenCopiesStay() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&US"), 1);
        tier("US-DISK", "9");
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void anRseThatCannotBeWrittenKeepsItsCopies() {
        RuleId rule = metRule(RuleSpec.of(1, "US|GB"), 1);
        fixture.run(
                new SetRseAvailability(
                        "US-DISK", Optional.empty(), Optional.of(false), Optional.empty()));
        follow(LIMITS);
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
    }

    @Test
    void whatIsDetachedMeanwhileMovesNoMore() {
        RuleId rule = metRule(RuleSpec.of(1, "tier=1&(US|GB)"), 2);
        tier("US-DISK", "9");
        tier("UK-DISK", "1");
        follow(LIMITS);
        grid.detach("night", "f0");
        assertThat(grid.locked(rule, "f0")).isEmpty();
        assertThat(grid.rows(Tables.LOCK_MOVES)).isEqualTo(1);

        fixture.run(new DeleteRule(rule));
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(grid.rows(Tables.LOCK_MOVES)).isZero();
    }
}
