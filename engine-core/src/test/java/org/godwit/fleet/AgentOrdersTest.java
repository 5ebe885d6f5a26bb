package org.godwit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.OrderId;
import org.godwit.model.RequestState;
import org.godwit.rule.RuleSpec;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentOrdersTest {
    private static final long NOW = TransferGrid.INCARNATION;

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();

    @BeforeEach
    void threeFilesAreOrderedFromFr() {
        grid.datasets("ds");
        grid.attach("ds", grid.files("UK-DISK", "f", 3));
        grid.rule("ds", RuleSpec.of(1, "FR-DISK"));
    }

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        world.fixture().checkDerivedRows();
    }

    private ReconcileInventory.Differences reconcile(Set<OrderId> held, Set<OrderId> fresh) {
        return world.fixture()
                .run(new ReconcileInventory("fr", NOW, held, fresh, world.live("fr", "us", "uk")));
    }

    @Test
    void ordersThatGotLostAreGivenAgainAsTheyWere() {
        List<TransferOrder> orders = world.dispatch("UK", "FR");

        reconcile(Set.of(orders.getFirst().id()), Set.of());

        assertThat(world.orders()).containsExactlyElementsOf(orders.subList(1, 3));
    }

    @Test
    void ordersThatMayStillBeOnTheirWayAreLeftAlone() {
        List<TransferOrder> orders = world.dispatch("UK", "FR");

        assertThat(reconcile(Set.of(), Set.copyOf(orders.stream().map(TransferOrder::id).toList())))
                .isEqualTo(new ReconcileInventory.Differences(0, 0));
    }

    @Test
    void ordersThatNoLongerStandAreCancelled() {
        List<TransferOrder> orders = world.dispatch("UK", "FR");
        OrderId old = new OrderId(99, 1, 5, 1);

        reconcile(
                Set.of(old, orders.get(0).id(), orders.get(1).id(), orders.get(2).id()), Set.of());

        assertThat(world.fixture().takeEffects())
                .containsExactly(new Effect.CancelOrders("fr", NOW, List.of(old)));
    }

    @Test
    void anotherStartOfTheAgentGetsTheWorkOfTheOneBefore() {
        world.dispatch("UK", "FR");
        assertThat(world.register("fr", "FR", NOW + 1, "FR-DISK", "FR-SCRATCH"))
                .isEqualTo(RegisterAgent.Registration.NEW);

        assertThat(world.fixture().run(new ReleaseOrders("fr", NOW + 1))).isFalse();

        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.QUEUED);
        List<TransferOrder> again =
                world.dispatch("UK", "FR", java.util.Map.of("fr", NOW + 1, "uk", NOW));
        assertThat(again).hasSize(3).allMatch(order -> order.id().attempt() == 2);
    }

    /// Found by the simulator: an engine that died between welcoming a new start of an agent and
    /// taking the earlier one's orders back left those submitted for ever.
    @Test
    void anInventoryGivesBackTheOrdersOfEarlierStarts() {
        world.dispatch("UK", "FR");
        world.register("fr", "FR", NOW + 1, "FR-DISK", "FR-SCRATCH");

        world.fixture()
                .run(
                        new ReconcileInventory(
                                "fr",
                                NOW + 1,
                                Set.of(),
                                Set.of(),
                                java.util.Map.of("fr", NOW + 1, "uk", NOW)));

        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.QUEUED);
    }

    @Test
    void ordersOfTheStartThatGoesOnAreKept() {
        world.dispatch("UK", "FR");

        world.fixture().run(new ReleaseOrders("fr", NOW));

        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.SUBMITTED);
    }

    @Test
    void anEarlierStartIsIgnoredForEver() {
        world.register("fr", "FR", NOW + 1, "FR-DISK");

        assertThat(world.register("fr", "FR", NOW, "FR-DISK"))
                .isEqualTo(RegisterAgent.Registration.STALE);
        assertThat(world.register("fr", "FR", NOW + 1, "FR-DISK"))
                .isEqualTo(RegisterAgent.Registration.KNOWN);
    }

    @Test
    void anAgentThatDoesNotFitTheCatalogueIsToldWhy() {
        world.fixture().takeEffects();
        assertThat(world.register("de", "DE", 1)).isEqualTo(RegisterAgent.Registration.REFUSED);
        assertThat(world.register("fr2", "FR", 1, "UK-DISK"))
                .isEqualTo(RegisterAgent.Registration.REFUSED);

        assertThat(world.fixture().takeEffects())
                .extracting(effect -> ((ToAgent.Refused) ((Effect.Tell) effect).message()).reason())
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("site \"DE\" does not exist"),
                        reason -> assertThat(reason).contains("UK-DISK belongs to site UK"));
    }
}
