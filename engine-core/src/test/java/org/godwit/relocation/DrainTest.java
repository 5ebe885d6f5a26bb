package org.godwit.relocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.deletion.DeletionPermit;
import org.godwit.deletion.ReserveDeletions;
import org.godwit.message.TransferOrder;
import org.godwit.model.Adler32;
import org.godwit.model.BadState;
import org.godwit.model.DrainState;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.MoveKind;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.ReviewRules;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.AddRse;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RSEs that are drained and decommissioned.
final class DrainTest {
    private static final MoveLimits LIMITS = new MoveLimits(1_000, 1_000);

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();

    @BeforeEach
    void permit() {
        fixture.run(new DeletionPermit.Give());
        grid.datasets("night");
    }

    @AfterEach
    void everythingDerivedIsRight() {
        fixture.checkDerivedRows();
    }

    @Test
    void everyLockMovesAndTheOldCopyStaysUntilTheNewOneIsThere() {
        RuleId rule = kept("US-DISK", 3, RuleSpec.of(1, "US|GB"));
        drain("US-DISK");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");
        assertThat(progress("US-DISK").moving()).isEqualTo(3);

        arrive("US", "UK", "uk");

        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(progress("US-DISK").kept().items()).isZero();
        assertThat(grid.rows(Tables.PLANNED_MOVES)).isZero();
        assertThat(fixture.view().get(Tables.REPLICAS, grid.at("f0", "US-DISK"))).isPresent();
    }

    @Test
    void nothingNewComesToADrainedRse() {
        drain("US-DISK");
        grid.attach("night", grid.files("FR-DISK", "f", 1));

        assertThat(grid.locked(grid.rule("night", RuleSpec.of(1, "US|GB")), "f0"))
                .containsExactly("UK-DISK");
        fixture.refuses(
                        ErrorCode.RSE_WRITE_BLOCKED,
                        new org.godwit.rule.AddRule(
                                List.of(Grid.did("night")), List.of(RuleSpec.of(1, "US")), "root"))
                .hasMessageContaining("being taken out of use");
        fixture.refuses(ErrorCode.RSE_WRITE_BLOCKED, registration("US-DISK", "new"))
                .hasMessageContaining("undrain US-DISK");
    }

    @Test
    void filesThatADatasetGainsWhileItMovesFollowIt() {
        RuleId rule = kept("US-DISK", 2, RuleSpec.of(1, "US|GB"));
        fixture.run(new ApplyMovePlan(plan("US-DISK", MoveKind.DRAIN, false), "root"));
        grid.attach("night", grid.files("FR-DISK", "late", 1));
        assertThat(grid.locked(rule, "late0")).containsExactly("UK-DISK");
        follow();
        assertThat(grid.locked(rule, "f1")).containsExactly("US-DISK", "UK-DISK");
    }

    @Test
    void aRuleThatCanHaveNoOtherPlaceIsNamedWithTheReason() {
        RuleId fixed = kept("US-DISK", 1, RuleSpec.of(1, "US"));
        MoveForecast plan = forecast("US-DISK", MoveKind.DRAIN, false);

        assertThat(plan.moving()).isEmpty();
        assertThat(plan.staying())
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.rule()).isEqualTo(fixed);
                    assertThat(rule.why()).contains("US");
                });
        drain("US-DISK");
        assertThat(grid.locked(fixed, "f0")).containsExactly("US-DISK");
        assertThat(progress("US-DISK").staying())
                .extracting(MoveForecast.Staying::rule)
                .containsExactly(fixed);

        // What the dataset gains waits until the rule may lie elsewhere.
        grid.attach("night", grid.files("FR-DISK", "late", 1));
        assertThat(grid.locked(fixed, "late0")).isEmpty();
        assertThat(grid.row(fixed).state()).isEqualTo(RuleState.INJECT);
    }

    @Test
    void aPlanSaysWhatIsDoneAndIsDoneExactlySo() {
        grid.rse("DE-DISK", "UK", java.util.Map.of());
        RuleId together = kept("US-DISK", 4, RuleSpec.of(1, "US-DISK|UK-DISK|DE-DISK"));
        RuleId single = grid.rule("f0", RuleSpec.of(1, "US-DISK|FR-DISK"));

        MoveForecast plan = forecast("US-DISK", MoveKind.DRAIN, false);
        assertThat(plan.exact()).isTrue();
        assertThat(plan.moved().items()).isEqualTo(5);
        assertThat(plan.links().stream().mapToLong(link -> link.moved().items()).sum())
                .isEqualTo(5);
        assertThat(grid.rows(Tables.DRAINS)).isZero();

        fixture.run(new ApplyMovePlan(fixture.run(new StoreMovePlan(plan, "root", "{}")), "root"));
        // What would make a new choice come out otherwise changes nothing.
        grid.files(destination(plan, together), "load", 50);
        follow();
        assertThat(grid.locked(together, "f3")).contains(destination(plan, together));
        assertThat(grid.locked(single, "f0")).contains(destination(plan, single));
    }

    @Test
    void aPlanThatDoesNotFitAnyMoreSaysWhatHasChanged() {
        RuleId rule = kept("US-DISK", 1, RuleSpec.of(1, "US|GB"));
        long plan = plan("US-DISK", MoveKind.DRAIN, false);
        fixture.run(new org.godwit.rule.DeleteRule(rule));

        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, new ApplyMovePlan(plan, "root"))
                .hasMessageContaining(rule + " has ended")
                .hasMessageContaining("plan again");
        assertThat(grid.rows(Tables.DRAINS)).isZero();
        fixture.refuses(ErrorCode.NOT_FOUND, new ApplyMovePlan(99, "root"));
    }

    @Test
    void movesAreBoundedAndGoOnAfterTheEngineWasKilled() {
        RuleId rule = kept("US-DISK", 5, perFile("US|GB"));
        fixture.run(new ApplyMovePlan(plan("US-DISK", MoveKind.DRAIN, false), "root"));
        follow(new MoveLimits(2, 100));
        assertThat(progress("US-DISK").moving()).isEqualTo(2);

        fixture.restart();
        arrive("US", "UK", "uk");
        follow(new MoveLimits(2, 100));
        arrive("US", "UK", "uk");
        follow(new MoveLimits(2, 100));
        arrive("US", "UK", "uk");
        assertThat(grid.locked(rule, "f4")).containsExactly("UK-DISK");
        assertThat(progress("US-DISK").kept().items()).isZero();
    }

    @Test
    void whatIsCalledOffMovesNoFurtherButKeepsDatasetsTogether() {
        RuleId begun = kept("US-DISK", 3, RuleSpec.of(1, "US|GB"));
        grid.datasets("other");
        grid.attach("other", grid.files("US-DISK", "g", 2));
        RuleId waiting = grid.rule("other", RuleSpec.of(1, "US|GB"));
        RuleId first = begun.compareTo(waiting) < 0 ? begun : waiting;
        fixture.run(new ApplyMovePlan(plan("US-DISK", MoveKind.DRAIN, false), "root"));
        // The first rule begins with one file.
        fixture.run(new MoveLocks(new MoveLimits(1, 1)));

        fixture.run(new Undrain("US-DISK"));
        follow();
        String file = first.equals(begun) ? "f2" : "g1";
        assertThat(grid.locked(first, file)).containsExactly("US-DISK", "UK-DISK");
        RuleId second = first.equals(begun) ? waiting : begun;
        assertThat(grid.locked(second, first.equals(begun) ? "g0" : "f0"))
                .containsExactly("US-DISK");
        assertThat(grid.rows(Tables.DRAINS)).isZero();
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, new Undrain("US-DISK"));
    }

    @Test
    void aDecommissionedRseIsEmptiedAndThenMeantByNoExpression() {
        kept("US-DISK", 2, RuleSpec.of(1, "US|GB"));
        grid.files("US-DISK", "unwanted", 1);
        decommission("US-DISK", false);
        arrive("US", "UK", "uk");
        sweep();

        assertThat(reserved("US-DISK")).isEqualTo(3);
        assertThat(row("US-DISK").state()).isEqualTo(DrainState.DECOMMISSIONING);
        gone("US-DISK");
        sweep();
        assertThat(row("US-DISK").state()).isEqualTo(DrainState.DECOMMISSIONED);
        assertThat(RseMatch.ids(fixture.view(), "*"))
                .doesNotContain(Rses.id(fixture.view(), "US-DISK"));
        fixture.refuses(
                ErrorCode.RSE_WRITE_BLOCKED,
                new AddRse(
                        "US-DISK", "US", org.godwit.model.RseType.DISK, true, java.util.Map.of()));

        fixture.run(new Undrain("US-DISK"));
        assertThat(Rses.row(fixture.view(), Rses.id(fixture.view(), "US-DISK")).writable())
                .isTrue();
    }

    @Test
    void whatThePlanCountedGoesWithoutAnotherConfirmation() {
        grid.files("US-DISK", "u", 1_500);
        decommission("US-DISK", false);
        sweep();
        assertThat(reserved("US-DISK")).isEqualTo(1_500);
    }

    @Test
    void theLastCopyOfWhatADatasetHoldsStaysAndIsNamed() {
        grid.attach("night", grid.files("US-DISK", "f", 1));
        MoveForecast plan = forecast("US-DISK", MoveKind.DECOMMISSION, false);
        assertThat(plan.last().files()).isEqualTo(1);
        assertThat(plan.last().examples()).containsExactly(grid.id("f0"));

        decommission("US-DISK", false);
        sweep();
        assertThat(reserved("US-DISK")).isZero();
        assertThat(row("US-DISK").state()).isEqualTo(DrainState.DECOMMISSIONING);
    }

    @Test
    void whereTheStorageIsGoneCopiesAreMadeFromOthersAndTheLastOnesAreNamed() {
        grid.attach("night", grid.files("US-DISK", "f", 2));
        arrives("f0", "FR-DISK");
        RuleId rule = grid.rule("night", perFile("US|GB"));
        assertThat(grid.locked(rule, "f1")).containsExactly("US-DISK");
        grid.files("US-DISK", "junk", 1);

        assertThat(forecast("US-DISK", MoveKind.DECOMMISSION, true).last().examples())
                .containsExactly(grid.id("f1"));
        decommission("US-DISK", true);
        sweep();
        follow();
        sweep();
        arrive("FR", "UK", "uk");

        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(grid.locked(rule, "f1")).containsExactly("UK-DISK");
        assertThat(state(rule, "f0")).isEqualTo(LockState.OK);
        assertThat(state(rule, "f1")).isNotEqualTo(LockState.OK);
        assertThat(
                        fixture.view()
                                .get(Tables.BAD_REPLICAS, grid.at("f1", "US-DISK"))
                                .orElseThrow()
                                .state())
                .isEqualTo(BadState.LOST);
        assertThat(row("US-DISK").state()).isEqualTo(DrainState.DECOMMISSIONED);
        assertThat(fixture.view().get(Tables.BAD_REPLICAS, grid.at("junk0", "US-DISK"))).isEmpty();
    }

    @Test
    void aMoveThatWaitsForALostSourceIsMadeFromAnother() {
        RuleId rule = kept("US-DISK", 1, RuleSpec.of(1, "US|GB"));
        arrives("f0", "FR-DISK");
        drain("US-DISK");
        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK", "UK-DISK");

        decommission("US-DISK", true);
        sweep();
        assertThat(grid.locked(rule, "f0")).containsExactly("UK-DISK");
        assertThat(row("US-DISK").state()).isEqualTo(DrainState.DECOMMISSIONED);
    }

    private static RuleSpec perFile(String expression) {
        return new RuleSpec(
                1,
                expression,
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
                Optional.empty());
    }

    private RuleId kept(String rse, int files, RuleSpec spec) {
        grid.attach("night", grid.files(rse, "f", files));
        return grid.rule("night", spec);
    }

    private MoveForecast forecast(String rse, MoveKind kind, boolean gone) {
        return PlanDrain.of(fixture.view(), rse, kind, gone, "root", fixture.now());
    }

    private long plan(String rse, MoveKind kind, boolean gone) {
        return fixture.run(new StoreMovePlan(forecast(rse, kind, gone), "root", "{}"));
    }

    private void drain(String rse) {
        MovePlanRow _ = fixture.run(new ApplyMovePlan(plan(rse, MoveKind.DRAIN, false), "root"));
        follow();
    }

    private void decommission(String rse, boolean gone) {
        MovePlanRow _ =
                fixture.run(new ApplyMovePlan(plan(rse, MoveKind.DECOMMISSION, gone), "root"));
        follow();
    }

    private void follow() {
        follow(LIMITS);
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

    private void sweep() {
        SweepDrains.Progress progress = SweepDrains.Progress.MORE;
        while (progress == SweepDrains.Progress.MORE) {
            progress = fixture.run(new SweepDrains());
        }
    }

    private int reserved(String rse) {
        int files = 0;
        int more = 1;
        while (more > 0) {
            more =
                    fixture.run(
                                    new ReserveDeletions(
                                            Rses.id(fixture.view(), rse),
                                            Optional.empty(),
                                            Optional.empty()))
                            .files();
            files += more;
        }
        return files;
    }

    /// As if the agents had removed all that was set apart.
    private void gone(String rse) {
        fixture.run(context -> {
            int id = Rses.id(context.tx(), rse);
            java.util.List<org.godwit.catalog.schema.ReplicaKey> keys = new java.util.ArrayList<>();
            try (var rows = context.tx().scanAll(Tables.DELETIONS)) {
                rows.forEachRemaining(row -> keys.add(row.getKey()));
            }
            keys.stream()
                    .filter(key -> key.rse() == id)
                    .forEach(key -> {
                        context.tx().delete(Tables.DELETIONS, key);
                        context.tx().delete(Tables.REPLICAS, key);
                    });
            return keys.size();
        });
    }

    /// Dispatches a link, and every order is carried out.
    private void arrive(String source, String destination, String agent) {
        for (TransferOrder order : world.dispatch(source, destination)) {
            assertThat(world.complete(agent, order)).isEqualTo(1);
        }
    }

    private AddReplicas registration(String rse, String file) {
        return new AddReplicas(
                rse,
                List.of(new NewReplica(Grid.did(file), 100, new Adler32(1), Optional.empty())),
                "root");
    }

    private void arrives(String file, String rse) {
        fixture.run(registration(rse, file));
    }

    private LockState state(RuleId rule, String file) {
        long did = grid.id(file);
        int uk = Rses.id(fixture.view(), "UK-DISK");
        return fixture.view()
                .get(Tables.LOCKS, new org.godwit.catalog.schema.LockKey(did, uk, rule))
                .orElseThrow()
                .state();
    }

    private String destination(MoveForecast plan, RuleId rule) {
        int rse =
                plan.moving().stream()
                        .filter(one -> one.rule().equals(rule))
                        .findFirst()
                        .orElseThrow()
                        .to()
                        .getFirst();
        return Rses.row(fixture.view(), rse).name();
    }

    private DrainProgress progress(String rse) {
        int id = Rses.id(fixture.view(), rse);
        return DrainProgress.all(fixture.view(), fixture.now()).stream()
                .filter(one -> one.rse() == id)
                .findFirst()
                .orElseThrow();
    }

    private DrainRow row(String rse) {
        return fixture.view().get(Tables.DRAINS, Rses.id(fixture.view(), rse)).orElseThrow();
    }
}
