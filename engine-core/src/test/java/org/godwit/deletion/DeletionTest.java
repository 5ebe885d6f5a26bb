package org.godwit.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.message.DeletionOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.Witness;
import org.godwit.model.DeletionId;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.transfer.DeclareBad;
import org.junit.jupiter.api.Test;

final class DeletionTest extends DeletionScene {
    @Test
    void theLastGoodCopyOfWhatADatasetHoldsIsNotSetApart() {
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        mark("FR-DISK", "f0");

        assertThat(reserve("FR-DISK").files()).isZero();

        grid.detach("night", "f0");
        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
    }

    @Test
    void aCopyThatIsWantedElsewhereGoesOnceAnotherWasLookedAt() {
        twoCopies();
        reserve("FR-DISK");

        List<Witness> asked = ask("FR-DISK");
        assertThat(orders()).isEmpty();
        assertThat(asked).hasSize(1).first().extracting(Witness::rse).isEqualTo("US-DISK");
        assertThat(witness("us", fixtureEpoch(), asked)).isEqualTo(1);
        DeletionOrder order = orders().getFirst();
        assertThat(order.keepSeconds()).isZero();
        assertThat(done("fr", INCARNATION, order.id())).isEqualTo(1);

        assertThat(replica("f0", "FR-DISK")).isEmpty();
        assertThat(replica("f0", "US-DISK")).isPresent();
        assertThat(done("fr", INCARNATION, order.id())).isZero();
    }

    @Test
    void aWitnessOfAnotherEpochOrStartCountsForNothing() {
        twoCopies();
        reserve("FR-DISK");
        List<Witness> asked = ask("FR-DISK");

        assertThat(witness("us", new Epoch(1, 0), asked)).isZero();
        assertThat(witness("uk", fixtureEpoch(), asked)).isZero();
        assertThat(
                        fixture.run(
                                new RecordWitnesses(
                                        new FromAgent.Examined(
                                                "us",
                                                INCARNATION - 1,
                                                fixtureEpoch(),
                                                asked,
                                                List.of()),
                                        live())))
                .isZero();
    }

    @Test
    void aCopyWhoseAgentMayStillObeyAnotherEngineIsNoWitness() {
        twoCopies();
        reserve("FR-DISK");
        fixture.takeEffects();

        fixture.run(new OrderDeletions(rse("FR-DISK"), live(), Set.of("fr")));

        assertThat(fixture.takeEffects()).isEmpty();
        assertThat(deletion("f0", "FR-DISK").orElseThrow().reason()).contains("no agent can say");
    }

    @Test
    void whereNobodyCanBeAskedItIsTriedAgainSoonAndThenMoreSeldom() {
        twoCopies();
        reserve("FR-DISK");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            fixture.run(new OrderDeletions(rse("FR-DISK"), live(), Set.of("fr")));
            Instant now = fixture.now();
            Instant due = deletion("f0", "FR-DISK").orElseThrow().due();
            waits.add(Duration.between(now, due).toSeconds());
            fixture.advance(Duration.between(now, due));
        }

        assertThat(waits).containsExactly(10L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void aCopyThatIsMissingOnItsDiskIsNoWitness() {
        twoCopies();
        reserve("FR-DISK");
        List<Witness> asked = ask("FR-DISK");

        fixture.run(
                new RecordWitnesses(
                        new FromAgent.Examined("us", INCARNATION, fixtureEpoch(), List.of(), asked),
                        live()));

        assertThat(orders()).isEmpty();
        assertThat(deletion("f0", "FR-DISK").orElseThrow().reason()).contains("US-DISK");
    }

    @Test
    void twoCopiesOfAWantedFileDoNotBothGo() {
        twoCopies();
        mark("US-DISK", "f0");

        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
        assertThat(reserve("US-DISK").files()).isZero();
    }

    @Test
    void anAnswerForAnotherGenerationOrFromAnotherAgentChangesNothing() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        DeletionOrder order = orders().getFirst();
        DeletionId old =
                new DeletionId(order.id().did(), order.id().rse(), order.id().generation() - 1);

        assertThat(done("fr", INCARNATION, old)).isZero();
        assertThat(done("us", INCARNATION, order.id())).isZero();
        assertThat(done("fr", INCARNATION - 1, order.id())).isZero();
        assertThat(done("fr", INCARNATION, order.id())).isEqualTo(1);
    }

    @Test
    void anAnswerToAnOrderThatWasGivenAgainDoesNotCount() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        DeletionOrder order = orders().getFirst();
        long first = deletion("f0", "FR-DISK").orElseThrow().sequence();
        fixture.advance(Duration.ofMinutes(2));
        ask("FR-DISK");
        assertThat(orders()).containsExactly(order);

        assertThat(
                        fixture.run(
                                new RecordDeletions(
                                        new FromAgent.Deleted(
                                                "fr",
                                                INCARNATION,
                                                first,
                                                List.of(order.id()),
                                                List.of()))))
                .isZero();
        assertThat(done("fr", INCARNATION, order.id())).isEqualTo(1);
    }

    @Test
    void aRuleTakesBackWhatNobodyWasOrderedToRemove() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");

        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));

        assertThat(replica("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(ReplicaState.AVAILABLE);
        assertThat(grid.row(rule).state().name()).isEqualTo("OK");
        assertThat(deletion("f0", "FR-DISK")).isEmpty();
    }

    @Test
    void aCopyThatIsTakenBackIsASourceForTheOthersOfItsRule() {
        grid.files("US-DISK", "f", 1);
        mark("US-DISK", "f0");
        reserve("US-DISK");

        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.NO_SOURCES);
        grid.rule("f0", RuleSpec.of(1, "US-DISK"));

        assertThat(world.dispatch("US", "FR")).hasSize(1);
    }

    @Test
    void whatWasOrderedIsCopiedAnewOnceItIsGone() {
        grid.files("FR-DISK", "f", 1);
        grid.files("US-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        DeletionOrder order = orders().getFirst();

        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        assertThat(world.request("f0", "FR-DISK").orElseThrow().state())
                .isEqualTo(RequestState.WAITING);
        assertThat(world.dispatch("US", "FR")).isEmpty();
        assertThat(done("fr", INCARNATION, order.id())).isEqualTo(1);

        assertThat(replica("f0", "FR-DISK").orElseThrow().state()).isEqualTo(ReplicaState.COPYING);
        assertThat(world.dispatch("US", "FR")).hasSize(1);
    }

    @Test
    void aBadCopyStaysWhileTheLastGoodOneOfAWantedFileIsOnItsWayOut() {
        twoCopies();
        reserve("FR-DISK");
        fixture.run(new DeclareBad("US-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        mark("US-DISK", "f0");
        assertThat(reserve("US-DISK").files()).isZero();
    }

    @Test
    void aBadCopyThatWasSetApartIsKeptOnceThereIsNoGoodOne() {
        twoCopies();
        fixture.run(new DeclareBad("FR-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        reserve("FR-DISK");
        fixture.run(new DeclareBad("US-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        ask("FR-DISK");
        assertThat(orders()).isEmpty();
        assertThat(replica("f0", "FR-DISK").orElseThrow().state()).isEqualTo(ReplicaState.BAD);
    }

    @Test
    void aBadCopyThatARuleIsToReplaceStaysUntilThereIsAGoodOne() {
        twoCopies();
        fixture.run(new DeclareBad("FR-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        reserve("FR-DISK");
        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        fixture.run(new DeclareBad("US-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        ask("FR-DISK");
        assertThat(orders()).isEmpty();
        assertThat(deletion("f0", "FR-DISK").orElseThrow().reason()).contains("no good copy");

        grid.files("UK-DISK", "f", 1);
        fixture.advance(Duration.ofMinutes(1));
        ask("FR-DISK");
        assertThat(orders()).hasSize(1);
    }

    @Test
    void aBadCopyThatIsGoneIsForgottenAndTheNextOneReplacesNothing() {
        grid.files("FR-DISK", "f", 1);
        grid.files("US-DISK", "f", 1);
        fixture.run(new DeclareBad("FR-DISK", List.of(Grid.did("f0")), false, "torn", "root"));
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        assertThat(done("fr", INCARNATION, orders().getFirst().id())).isEqualTo(1);

        assertThat(fixture.view().get(Tables.BAD_REPLICAS, grid.at("f0", "FR-DISK"))).isEmpty();
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        assertThat(world.dispatch("US", "FR"))
                .singleElement()
                .satisfies(order -> assertThat(order.replaces()).isFalse());
        fixture.run(new DeleteRule(rule));
        assertThat(replica("f0", "FR-DISK")).isEmpty();
    }

    @Test
    void anOrderStaysWithItsAgentUntilThatHasStartedAnew() {
        world.register("fr-2", "FR", INCARNATION, "FR-DISK");
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        assertThat(orders()).hasSize(1);
        fixture.advance(Duration.ofMinutes(2));

        fixture.run(
                new OrderDeletions(rse("FR-DISK"), Map.of("fr-2", INCARNATION), Set.of("fr-2")));
        assertThat(orders()).isEmpty();
        world.register("fr", "FR", INCARNATION + 1, "FR-DISK", "FR-SCRATCH");
        fixture.advance(Duration.ofMinutes(2));
        fixture.run(
                new OrderDeletions(rse("FR-DISK"), Map.of("fr-2", INCARNATION), Set.of("fr-2")));
        assertThat(orders()).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainLaterAndSaysWhy() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        reserve("FR-DISK");
        ask("FR-DISK");
        DeletionOrder order = orders().getFirst();
        long sequence = deletion("f0", "FR-DISK").orElseThrow().sequence();

        fixture.run(
                new RecordDeletions(
                        new FromAgent.Deleted(
                                "fr",
                                INCARNATION,
                                sequence,
                                List.of(),
                                List.of(
                                        new FromAgent.NotDeleted(
                                                order.id(),
                                                FailureClass.DESTINATION,
                                                "the disk is gone")))));

        DeletionRow row = deletion("f0", "FR-DISK").orElseThrow();
        assertThat(row.reason()).isEqualTo("the disk is gone");
        assertThat(row.due()).isAfter(fixture.now());
    }
}
