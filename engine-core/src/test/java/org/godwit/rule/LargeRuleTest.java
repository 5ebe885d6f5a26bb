package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeRuleTest {
    private static final int FILES = 12_000;
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private List<Did> night(int files) {
        grid.datasets("night");
        List<Did> names = grid.files("UK-DISK", "f", files);
        grid.attach("night", names);
        fixture.takeEffects();
        return names;
    }

    @Test
    void isAcceptedAtOnceAndPlannedInChunksThroughACrash() {
        night(25_000);
        RuleId rule = grid.rule("night", RuleSpec.of(2, "FR+US"));

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(fixture.takeEffects()).contains(new Effect.RuleToPlan(rule));
        for (int chunk = 0; chunk < 7; chunk++) {
            assertThat(fixture.run(new PlanRuleChunk(rule))).isTrue();
        }
        fixture.restart();
        assertThat(Rules.toPlan(fixture.view())).containsExactly(rule);
        int chunks = grid.planAll(rule);

        assertThat(chunks).isBetween(42, 45);
        assertThat(grid.rows(Tables.LOCKS)).isEqualTo(50_000);
        assertThat(grid.rows(Tables.REQUESTS)).isEqualTo(50_000);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(grid.rows(Tables.RULE_PLAN)).isZero();
        assertThat(fixture.run(new PlanRuleChunk(rule))).isFalse();
    }

    @Test
    void neitherMissesNorDoublesWhatComesAndGoesMeanwhile() {
        List<Did> early = grid.files("UK-DISK", "early", 3);
        night(FILES);
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));
        fixture.run(new PlanRuleChunk(rule));

        grid.attach("night", early);
        grid.attach("night", grid.files("UK-DISK", "late", 3));
        grid.detach("night", "f0", "f1", "f11999");
        grid.planAll(rule);

        assertThat(grid.rows(Tables.LOCKS)).isEqualTo(FILES + 3);
        assertThat(grid.locked(rule, "early0")).containsExactly("US-DISK");
        assertThat(grid.locked(rule, "late2")).containsExactly("US-DISK");
        assertThat(grid.locked(rule, "f0")).isEmpty();
        assertThat(grid.locked(rule, "f11999")).isEmpty();
    }

    @Test
    void attachingOneFileToALargeRuleTouchesThatFileOnly() {
        night(FILES);
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));
        grid.planAll(rule);
        grid.files("UK-DISK", "more", 1);

        grid.attach("night", "more0");
        assertThat(fixture.lastChanges()).isLessThan(20);
        assertThat(grid.locked(rule, "more0")).containsExactly("US-DISK");

        grid.detach("night", "more0");
        assertThat(fixture.lastChanges()).isLessThan(20);
        assertThat(grid.locked(rule, "more0")).isEmpty();
    }

    @Test
    void aLargeDatasetThatComesIntoAContainerIsPlannedInChunks() {
        grid.containers("run", "campaign");
        grid.attach("campaign", "run");
        RuleId rule = grid.rule("campaign", RuleSpec.of(1, "US"));
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        night(FILES);

        grid.attach("run", "night");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        grid.planAll(rule);
        assertThat(grid.rows(Tables.LOCKS)).isEqualTo(FILES);

        grid.detach("run", "night");
        fixture.run(new PlanRuleChunk(rule));
        // Detached further while the rule is still giving back its locks.
        grid.detach("night", "f11999");
        grid.planAll(rule);
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(grid.rows(Tables.REQUESTS)).isZero();
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void isRemovedInPartsAndPlannedNoMore() {
        night(FILES);
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));
        for (int chunk = 0; chunk < 4; chunk++) {
            fixture.run(new PlanRuleChunk(rule));
        }

        assertThat(fixture.run(new DeleteRule(rule))).isFalse();
        assertThat(fixture.run(new PlanRuleChunk(rule))).isFalse();
        grid.attach("night", grid.files("UK-DISK", "late", 1));
        fixture.refuses(
                ErrorCode.RULE_NOT_FOUND,
                new UpdateRule(
                        rule,
                        Optional.of(new UpdateRule.End.Never()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        fixture.restart();
        int rounds = 0;
        while (fixture.run(new ExpireRules()).isPresent()) {
            rounds++;
        }

        assertThat(rounds).isBetween(2, 4);
        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(grid.rows(Tables.RULE_PLAN)).isZero();
        // A new one takes its place.
        grid.rule("night", RuleSpec.of(1, "US"));
    }

    @Test
    void waitsWithAReasonWhereNoRseCanBeChosenAndGoesOnWhenOneCan() {
        grid.datasets("night");
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));
        write("US-DISK", false);

        grid.attach("night", grid.files("UK-DISK", "f", 2));
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        assertThat(fixture.run(new PlanRuleChunk(rule))).isFalse();
        assertThat(grid.row(rule).error().orElseThrow()).contains("can be written");

        write("US-DISK", true);
        fixture.run(new PlanRuleChunk(rule));
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(grid.row(rule).error()).isEmpty();
        assertThat(grid.locked(rule, "f1")).containsExactly("US-DISK");
    }

    private void write(String rse, boolean on) {
        fixture.run(
                new SetRseAvailability(rse, Optional.empty(), Optional.of(on), Optional.empty()));
    }

    @Test
    void laterFilesFollowTheChosenRses() {
        night(2);
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US|FR"));
        List<String> chosen = grid.locked(rule, "f0");
        grid.attach("night", grid.files("US-DISK", "x", 1));
        grid.attach("night", grid.files("FR-SCRATCH", "y", 1));

        assertThat(grid.locked(rule, "x0")).isEqualTo(chosen);
        assertThat(grid.locked(rule, "y0")).isEqualTo(chosen);
    }

    @Test
    void aFileStaysLockedWhileAnotherDatasetOfTheRuleHoldsIt() {
        grid.containers("run");
        grid.datasets("one", "two");
        grid.attach("run", "one", "two");
        List<Did> files = grid.files("UK-DISK", "f", 1);
        grid.attach("one", files);
        grid.attach("two", files);
        RuleId rule = grid.rule("run", RuleSpec.of(1, "US"));

        grid.detach("one", "f0");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
        grid.detach("run", "two");
        assertThat(grid.locked(rule, "f0")).isEmpty();
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }
}
