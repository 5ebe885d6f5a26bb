package org.godwit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.message.TransferOrder;
import org.godwit.model.Adler32;
import org.godwit.model.BadState;
import org.godwit.model.FailureClass;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BadReplicasTest {
    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        world.fixture().checkDerivedRows();
    }

    private ReplicaState replica(String rse) {
        return world.fixture()
                .view()
                .get(Tables.REPLICAS, grid.at("f0", rse))
                .map(ReplicaRow::state)
                .orElseThrow();
    }

    private Optional<BadState> known(String rse) {
        return world.fixture()
                .view()
                .get(Tables.BAD_REPLICAS, grid.at("f0", rse))
                .map(BadReplicaRow::state);
    }

    private BadState declare(String rse, boolean suspicious) {
        return world.fixture()
                .run(new DeclareBad(rse, List.of(Grid.did("f0")), suspicious, "read error", "root"))
                .getFirst();
    }

    /// A file at UK, and by a rule at FR.
    private RuleId copied() {
        grid.files("UK-DISK", "f", 1);
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        world.complete("fr", world.dispatch("UK", "FR").getFirst());
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        return rule;
    }

    @Test
    void aBadReplicaThatARuleLocksIsMadeAgainFromAGoodOne() {
        RuleId rule = copied();

        assertThat(declare("FR-DISK", false)).isEqualTo(BadState.RECOVERING);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.COPYING);
        TransferOrder order = world.dispatch("UK", "FR").getFirst();
        assertThat(order.replaces()).isTrue();
        assertThat(order.activity()).isEqualTo(BadReplicas.RECOVERY);

        world.complete("fr", order);
        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(known("FR-DISK")).contains(BadState.RECOVERED);
    }

    @Test
    void declaringAgainWhileItIsRecoveredChangesNothing() {
        copied();
        declare("FR-DISK", false);
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        assertThat(declare("FR-DISK", false)).isEqualTo(BadState.RECOVERING);
        assertThat(world.complete("fr", order)).isEqualTo(1);
    }

    @Test
    void aReplicaThatNoTransferHasMadeIsRecoveredToo() {
        grid.files("UK-DISK", "f", 1);
        grid.files("US-DISK", "f", 1);
        grid.rule("f0", RuleSpec.of(1, "UK-DISK"));
        declare("UK-DISK", false);

        assertThat(world.dispatch("US", "UK")).hasSize(1);
    }

    @Test
    void theLastGoodCopyIsReportedAsLostAndRecoveredOnceThereIsAnother() {
        grid.files("UK-DISK", "f", 1);
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "UK-DISK"));

        assertThat(declare("UK-DISK", false)).isEqualTo(BadState.LOST);
        assertThat(replica("UK-DISK")).isEqualTo(ReplicaState.BAD);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.STUCK);
        assertThat(grid.row(rule).error().orElseThrow()).contains("the last good copy of demo:f0");

        world.fixture()
                .run(
                        new AddReplicas(
                                "US-DISK",
                                List.of(
                                        new NewReplica(
                                                Grid.did("f0"),
                                                100,
                                                new Adler32(1),
                                                Optional.empty())),
                                "root"));
        assertThat(known("UK-DISK")).contains(BadState.RECOVERING);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        world.complete("uk", world.dispatch("US", "UK").getFirst());
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
    }

    @Test
    void threeSuspicionsWithinADayCountAsBad() {
        copied();
        assertThat(declare("FR-DISK", true)).isEqualTo(BadState.SUSPICIOUS);
        assertThat(declare("FR-DISK", true)).isEqualTo(BadState.SUSPICIOUS);
        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(declare("FR-DISK", true)).isEqualTo(BadState.RECOVERING);
    }

    @Test
    void suspicionsFarApartDoNotCountTogether() {
        copied();
        for (int i = 0; i < 5; i++) {
            assertThat(declare("FR-DISK", true)).isEqualTo(BadState.SUSPICIOUS);
            world.fixture().advance(BadReplicas.SUSPICIOUS_WITHIN.dividedBy(2).plusSeconds(1));
        }
    }

    @Test
    void theOnlyCopyIsNeverBadBySuspicion() {
        grid.files("UK-DISK", "f", 1);
        for (int i = 0; i < 5; i++) {
            assertThat(declare("UK-DISK", true)).isEqualTo(BadState.SUSPICIOUS);
        }
        assertThat(replica("UK-DISK")).isEqualTo(ReplicaState.AVAILABLE);
    }

    @Test
    void aTransferThatFindsItsSourceCorruptMakesItSuspicious() {
        grid.files("UK-DISK", "f", 1);
        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        world.fail("fr", order.id(), FailureClass.INTEGRITY, "Adler-32 00000002, wanted 00000001");

        assertThat(known("UK-DISK")).contains(BadState.SUSPICIOUS);
        assertThat(replica("UK-DISK")).isEqualTo(ReplicaState.AVAILABLE);
    }

    @Test
    void aRecoveryThatNobodyWantsAnyMoreLeavesTheReplicaBad() {
        RuleId rule = copied();
        declare("FR-DISK", false);

        world.fixture().run(new DeleteRule(rule));

        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.BAD);
        assertThat(known("FR-DISK")).contains(BadState.BAD);
        assertThat(world.request("f0", "FR-DISK")).isEmpty();
    }

    @Test
    void aBadReplicaThatARuleWantsLaterIsReplacedToo() {
        RuleId first = copied();
        world.fixture().run(new DeleteRule(first));
        assertThat(declare("FR-DISK", false)).isEqualTo(BadState.BAD);

        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        TransferOrder order = world.dispatch("UK", "FR").getFirst();
        assertThat(order.replaces()).isTrue();
        world.complete("fr", order);

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(known("FR-DISK")).contains(BadState.RECOVERED);
    }

    @Test
    void whatIsNotThereCannotBeBad() {
        grid.files("UK-DISK", "f", 1);
        assertThatThrownBy(() -> declare("FR-DISK", false))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("has no replica at FR-DISK");
    }
}
