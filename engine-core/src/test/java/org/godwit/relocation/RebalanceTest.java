package org.godwit.relocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.message.TransferOrder;
import org.godwit.model.Grouping;
import org.godwit.model.RuleId;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.EngineException;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RSEs that are made equally full.
final class RebalanceTest {
    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();

    @BeforeEach
    void shares() {
        for (String rse : List.of("FR-DISK", "US-DISK", "UK-DISK")) {
            fixture.run(new SetRseAttribute(rse, "share", "1"));
        }
    }

    @AfterEach
    void everythingDerivedIsRight() {
        fixture.checkDerivedRows();
    }

    @Test
    void theBiggestDatasetsMoveFirstUntilBothAreEquallyFull() {
        RuleId big = dataset("big", 6, "US|GB", false);
        RuleId small = dataset("small", 3, "US|GB", false);
        RuleId tiny = dataset("tiny", 1, "US|GB", false);

        MoveForecast plan = plan("US|GB", Long.MAX_VALUE);
        assertThat(plan.moving()).extracting(MoveForecast.OfRule::rule).contains(big);
        assertThat(after(plan)).isEqualTo(Map.of("US-DISK", 400L, "UK-DISK", 600L));
        assertThat(plan.links())
                .singleElement()
                .satisfies(link -> {
                    assertThat(link.moved().items()).isEqualTo(6);
                    assertThat(link.destination()).isEqualTo("UK");
                });

        carryOut(plan);
        assertThat(grid.locked(big, "big0")).containsExactly("UK-DISK");
        assertThat(grid.locked(big, "big5")).containsExactly("UK-DISK");
        assertThat(grid.locked(small, "small0")).containsExactly("US-DISK");
        assertThat(grid.locked(tiny, "tiny0")).containsExactly("US-DISK");
        assertThat(plan("US|GB", Long.MAX_VALUE).moving()).isEmpty();
    }

    @Test
    void filesThatArePlacedOneByOneMoveOneByOneWithinTheBounds() {
        grid.datasets("loose");
        grid.attach("loose", grid.files("US-DISK", "l", 10));
        RuleId rule = grid.rule("loose", perFile("US|GB"));

        assertThat(plan("US|GB", Long.MAX_VALUE).moved().items()).isEqualTo(5);
        MoveForecast bounded = plan("US|GB", 300);
        assertThat(bounded.moved().bytes()).isEqualTo(300);
        carryOut(bounded);
        long there =
                java.util.stream.IntStream.range(0, 10)
                        .filter(i -> grid.locked(rule, "l" + i).equals(List.of("UK-DISK")))
                        .count();
        assertThat(there).isEqualTo(3);
    }

    @Test
    void sharesFollowAnAttribute() {
        fixture.run(new SetRseAttribute("US-DISK", "share", "3"));
        grid.datasets("loose");
        grid.attach("loose", grid.files("US-DISK", "l", 8));
        grid.rule("loose", perFile("US|GB"));
        assertThat(after(plan("US|GB", Long.MAX_VALUE)))
                .isEqualTo(Map.of("US-DISK", 600L, "UK-DISK", 200L));
    }

    @Test
    void whatIsLockedOrBoundToItsPlaceStays() {
        RuleId locked = dataset("locked", 2, "US|GB", true);
        RuleId bound = dataset("bound", 2, "US", false);
        MoveForecast plan = plan("US|GB", Long.MAX_VALUE);
        assertThat(plan.moving()).isEmpty();
        assertThat(plan.staying())
                .extracting(MoveForecast.Staying::rule, MoveForecast.Staying::why)
                .contains(org.assertj.core.api.Assertions.tuple(locked, "it is locked"));
        assertThat(grid.locked(bound, "bound0")).containsExactly("US-DISK");
    }

    @Test
    void whatTwoRulesKeepAtAnRseIsNotMovedForNothing() {
        dataset("bound", 4, "US", false);
        dataset("twice", 4, "US|GB", false);
        grid.rule("twice", RuleSpec.of(1, "US"));
        MoveForecast plan = plan("US|GB", Long.MAX_VALUE);
        assertThat(plan.moving()).isEmpty();
        assertThat(plan.staying())
                .extracting(MoveForecast.Staying::why)
                .containsExactly("other rules keep the same files there");
    }

    @Test
    void whatHasNotBegunIsCalledOff() {
        RuleId one = dataset("one", 2, "US|GB", false);
        dataset("two", 2, "US|GB", false);
        MoveForecast plan = plan("US|GB", Long.MAX_VALUE);
        assertThat(plan.moved().items()).isEqualTo(2);
        long id = fixture.run(new StoreMovePlan(plan, "root", "{}"));
        fixture.run(new ApplyMovePlan(id, "root"));

        assertThat(fixture.run(new StopRebalance())).isEqualTo(1);
        follow();
        assertThat(grid.locked(one, "one0")).containsExactly("US-DISK");
        assertThat(grid.rows(Tables.LOCK_MOVES)).isZero();
        assertThat(grid.rows(Tables.PLANNED_MOVES)).isZero();
    }

    @Test
    void anRseWhoseShareIsNotKnownIsNamed() {
        assertThatThrownBy(() -> plan("US|FR-SCRATCH", Long.MAX_VALUE))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("FR-SCRATCH")
                .hasMessageContaining("attribute share is nothing");
        assertThatThrownBy(() -> plan("US-DISK", Long.MAX_VALUE))
                .hasMessageContaining("names 1 RSEs in use");
    }

    private RuleId dataset(String name, int files, String expression, boolean locked) {
        grid.datasets(name);
        grid.attach(name, grid.files("US-DISK", name, files));
        return grid.rule(name, spec(expression, Grouping.DATASET, locked));
    }

    private static RuleSpec perFile(String expression) {
        return spec(expression, Grouping.NONE, false);
    }

    private static RuleSpec spec(String expression, Grouping grouping, boolean locked) {
        return new RuleSpec(
                1,
                expression,
                Optional.empty(),
                grouping,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                locked,
                false,
                false,
                Optional.empty());
    }

    private MoveForecast plan(String expression, long bytesMax) {
        return new PlanRebalance(expression, Optional.of("share"), Map.of(), 1_000, bytesMax)
                .of(fixture.view(), fixture.now());
    }

    private Map<String, Long> after(MoveForecast plan) {
        return plan.fills().stream()
                .collect(
                        Collectors.toMap(
                                fill -> Rses.row(fixture.view(), fill.rse()).name(),
                                MoveForecast.Fill::after));
    }

    private void carryOut(MoveForecast plan) {
        long id = fixture.run(new StoreMovePlan(plan, "root", "{}"));
        fixture.run(new ApplyMovePlan(id, "root"));
        follow();
        List<TransferOrder> orders = new ArrayList<>(world.dispatch("US", "UK"));
        orders.forEach(order -> assertThat(world.complete("uk", order)).isEqualTo(1));
    }

    private void follow() {
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        while (progress == MoveLocks.Progress.MORE) {
            progress = fixture.run(new MoveLocks(new MoveLimits(1_000, 1_000)));
        }
    }
}
