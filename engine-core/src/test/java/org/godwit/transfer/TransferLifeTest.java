package org.godwit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.SetLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransferLifeTest {
    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private RuleId rule = new RuleId(0, 0);

    @BeforeEach
    void aRuleWantsOneFileAtFr() {
        grid.files("UK-DISK", "f", 1);
        rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        world.fixture().takeEffects();
    }

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

    @Test
    void anOrderSaysEverythingTheAgentNeeds() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        assertThat(order.name()).isEqualTo(Grid.did("f0"));
        assertThat(order.bytes()).isEqualTo(100);
        assertThat(order.adler32()).isEqualTo(new Adler32(1));
        assertThat(order.source().agent()).isEqualTo("uk");
        assertThat(order.source().host()).isEqualTo("uk.example.org");
        assertThat(order.source().rse()).isEqualTo("UK-DISK");
        assertThat(order.destination().rse()).isEqualTo("FR-DISK");
        assertThat(order.destination().path()).startsWith("demo/").endsWith("/f0");
        assertThat(order.id().attempt()).isEqualTo(1);
        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.SUBMITTED);
    }

    @Test
    void aCompletedOrderMakesReplicaAvailableAndRuleOk() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        assertThat(world.complete("fr", order)).isEqualTo(1);

        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(world.request("f0", "FR-DISK")).isEmpty();
    }

    @Test
    void anOutcomeCountsOnceAndIsAlwaysReceipted() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();
        world.complete("fr", order);
        world.fixture().takeEffects();

        assertThat(world.complete("fr", order)).isZero();
        assertThat(world.fixture().takeEffects())
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Tell.class,
                        tell ->
                                assertThat(tell.message())
                                        .isInstanceOfSatisfying(
                                                ToAgent.Receipt.class,
                                                receipt ->
                                                        assertThat(receipt.outcomes())
                                                                .containsExactly(order.id())));
    }

    @Test
    void anOutcomeFromAnotherAgentIncarnationOrAttemptChangesNothing() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        assertThat(world.complete("us", order)).isZero();
        assertThat(world.complete("fr", 6, order.id(), 100, new Adler32(1))).isZero();
        assertThat(
                        world.complete(
                                "fr",
                                TransferGrid.INCARNATION,
                                new org.godwit.model.OrderId(
                                        order.id().did(),
                                        order.id().rse(),
                                        order.id().generation(),
                                        2),
                                100,
                                new Adler32(1)))
                .isZero();
        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.COPYING);
    }

    @Test
    void aCompletionThatContradictsTheCatalogueIsAFailure() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        world.complete("fr", TransferGrid.INCARNATION, order.id(), 100, new Adler32(0xdeadbeef));

        assertThat(replica("FR-DISK")).isEqualTo(ReplicaState.COPYING);
        assertThat(world.request("f0", "FR-DISK").orElseThrow().lastReason().orElseThrow())
                .contains("deadbeef")
                .contains("00000001");
    }

    @Test
    void aFailureWaitsAndIsTriedAgainWithTheNextAttempt() {
        TransferOrder first = world.dispatch("UK", "FR").getFirst();
        world.fail("fr", first.id(), FailureClass.NETWORK, "connection lost");

        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.WAITING);
        assertThat(world.dispatch("UK", "FR")).isEmpty();
        world.fixture().advance(Duration.ofSeconds(1));
        world.fixture().run(new FireTimers());
        assertThat(world.dispatch("UK", "FR").getFirst().id().attempt()).isEqualTo(2);
    }

    @Test
    void afterThreeFailuresTheRuleIsStuckWithTheReasonAndStillGoesOn() {
        for (int attempt = 1; attempt <= 3; attempt++) {
            TransferOrder order = world.dispatch("UK", "FR").getFirst();
            world.fail("fr", order.id(), FailureClass.SPACE, "FR-DISK needs 100 B, has 7 B");
            world.fixture().advance(Duration.ofMinutes(10));
            world.fixture().run(new FireTimers());
        }
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.STUCK);
        assertThat(grid.row(rule).error()).contains("FR-DISK needs 100 B, has 7 B");

        world.complete("fr", world.dispatch("UK", "FR").getFirst());

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(grid.row(rule).error()).isEmpty();
    }

    @Test
    void afterAFailureAnotherSourceIsTriedIfThereIsOne() {
        grid.files("US-DISK", "f", 1);
        TransferOrder first = world.dispatch("UK", "FR").getFirst();
        world.fail("fr", first.id(), FailureClass.SOURCE, "cannot be read");
        world.fixture().advance(Duration.ofMinutes(1));
        world.fixture().run(new FireTimers());

        assertThat(world.dispatch("UK", "FR")).isEmpty();
        assertThat(world.dispatch("US", "FR").getFirst().source().agent()).isEqualTo("us");
    }

    @Test
    void aSourceWhoseAgentIsAwayIsReplacedAtDispatch() {
        grid.files("US-DISK", "f", 1);

        assertThat(world.dispatch("UK", "FR", world.live("fr", "us"))).isEmpty();
        assertThat(world.dispatch("US", "FR", world.live("fr", "us"))).hasSize(1);
    }

    @Test
    void nothingIsOrderedFromAgentsThatAreAwayOrOfAnotherStart() {
        assertThat(world.dispatch("UK", "FR", world.live("uk"))).isEmpty();
        assertThat(world.dispatch("UK", "FR", world.live("fr"))).isEmpty();
        assertThat(world.dispatch("UK", "FR", Map.of("fr", 8L, "uk", 7L))).isEmpty();
        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.QUEUED);
    }

    @Test
    void aRuleThatEndsTakesItsOrderBack() {
        TransferOrder order = world.dispatch("UK", "FR").getFirst();

        world.fixture().run(new DeleteRule(rule));

        assertThat(world.request("f0", "FR-DISK")).isEmpty();
        assertThat(world.fixture().takeEffects())
                .contains(
                        new Effect.CancelOrders(
                                "fr", TransferGrid.INCARNATION, List.of(order.id())));
        assertThat(world.complete("fr", order)).isZero();
    }

    @Test
    void whatLimitedAnAttemptIsKeptAndCountedByItsBytes() {
        grid.datasets("ds");
        grid.attach("ds", grid.files("UK-DISK", "g", 2));
        grid.rule("ds", RuleSpec.of(1, "US-DISK"));
        List<TransferOrder> orders = world.dispatch("UK", "US");
        world.fixture()
                .run(
                        new RecordOutcomes(
                                new FromAgent.Outcomes(
                                        "us",
                                        TransferGrid.INCARNATION,
                                        List.of(
                                                new TransferOutcome.Completed(
                                                        orders.get(0).id(),
                                                        5,
                                                        100,
                                                        new Adler32(1),
                                                        60,
                                                        false,
                                                        Optional.of(Bottleneck.LINK))),
                                        List.of(
                                                new TransferOutcome.Failed(
                                                        orders.get(1).id(),
                                                        5,
                                                        FailureClass.NETWORK,
                                                        "cut",
                                                        30,
                                                        Optional.of(Bottleneck.LOSS))))));

        List<Optional<Bottleneck>> attempts = new ArrayList<>();
        try (Cursor<AttemptKey, AttemptRow> rows =
                world.fixture().view().scanAll(Tables.ATTEMPTS)) {
            rows.forEachRemaining(row -> attempts.add(row.getValue().limitedBy()));
        }
        assertThat(attempts)
                .containsExactlyInAnyOrder(
                        Optional.of(Bottleneck.LINK), Optional.of(Bottleneck.LOSS));
        try (Cursor<CompletionKey, CompletionRow> rows =
                world.fixture().view().scanAll(Tables.COMPLETIONS)) {
            assertThat(rows.next().getValue().limited())
                    .isEqualTo(Map.of(Bottleneck.LINK, 60L, Bottleneck.LOSS, 30L));
        }
    }

    @Test
    void aLinksBudgetHolds() {
        grid.datasets("ds");
        grid.attach("ds", grid.files("UK-DISK", "g", 20));
        grid.rule("ds", RuleSpec.of(1, "US-DISK"));
        world.fixture()
                .run(
                        new SetLink(
                                "UK",
                                "US",
                                Optional.empty(),
                                Optional.of(5),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));

        List<TransferOrder> first = world.dispatch("UK", "US");
        assertThat(first).hasSize(5);
        assertThat(world.dispatch("UK", "US")).isEmpty();
        world.complete("us", first.getFirst());
        assertThat(world.dispatch("UK", "US")).hasSize(1);
    }
}
