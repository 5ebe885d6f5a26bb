package org.godwit.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.DeletionOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.Witness;
import org.godwit.model.DeletionId;
import org.godwit.model.Did;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.godwit.transfer.DeclareBad;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeletionTest {
    private static final long INCARNATION = TransferGrid.INCARNATION;

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();

    @BeforeEach
    void permit() {
        fixture.run(new DeletionPermit.Give());
        grid.datasets("night");
    }

    @AfterEach
    void indexesAndCountersAreExact() {
        fixture.checkDerivedRows();
    }

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
    void freesNoMoreThanIsNeededAndWhatWasUsedLeastRecentlyFirst() {
        for (int i = 0; i < 4; i++) {
            grid.files("FR-DISK", "f" + i + "-", 1);
            mark("FR-DISK", "f" + i + "-0", false);
            fixture.advance(Duration.ofMinutes(1));
        }
        fixture.run(new SetRseAttribute("FR-DISK", "MaxUsedSpace", "250"));

        assertThat(reserve("FR-DISK").bytes()).isEqualTo(200);
        assertThat(reserve("FR-DISK").bytes()).isZero();

        assertThat(deletion("f0-0", "FR-DISK")).isPresent();
        assertThat(deletion("f1-0", "FR-DISK")).isPresent();
        assertThat(deletion("f2-0", "FR-DISK")).isEmpty();
    }

    @Test
    void whatIsBeingDeletedAndWhatLiesInTheTrashCountsAsFreed() {
        for (Did file : grid.files("FR-DISK", "f", 4)) {
            mark("FR-DISK", file.name(), false);
        }
        fixture.run(new SetRseAttribute("FR-DISK", "MinFreeSpace", "1300"));
        Optional<FromAgent.Space> space =
                Optional.of(new FromAgent.Space("FR-DISK", 10_000, 1_000, false, 100));

        assertThat(reserve("FR-DISK", space).bytes()).isEqualTo(200);
        assertThat(reserve("FR-DISK", space).bytes()).isZero();
    }

    @Test
    void nothingGoesWithoutNeedAtAnRseThatIsNotGreedy() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0", false);
        assertThat(reserve("FR-DISK").files()).isZero();

        fixture.run(new SetRseAttribute("FR-DISK", "greedyDeletion", "true"));
        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
    }

    @Test
    void nothingGoesWhereDeletionIsClosedOrTheCatalogueWasRestored() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        fixture.run(availability(false));
        assertThat(reserve("FR-DISK").files()).isZero();
        fixture.run(availability(true));
        fixture.run(context -> {
            context.tx().put(Tables.SEQUENCES, DeletionPermit.SEQUENCE, 0L);
            return true;
        });
        assertThat(reserve("FR-DISK").files()).isZero();

        fixture.run(new DeletionPermit.Give());
        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
    }

    @Test
    void theGuardHoldsBackWhatNobodyConfirmed() {
        List<Did> files = grid.files("FR-DISK", "f", 1_300);
        for (int from = 0; from < files.size(); from += 1_000) {
            fixture.run(
                    new TombstoneReplicas(
                            "FR-DISK",
                            files.subList(from, Math.min(files.size(), from + 1_000)),
                            true));
        }

        assertThat(reserve("FR-DISK").files()).isEqualTo(1_000);
        ReserveDeletions.Reserved more = reserve("FR-DISK");
        assertThat(more.files()).isZero();
        assertThat(more.held()).isTrue();
        fixture.run(new ConfirmDeletions("FR-DISK", 200));
        assertThat(reserve("FR-DISK").files()).isEqualTo(200);
        assertThat(reserve("FR-DISK").files()).isZero();
        fixture.advance(Duration.ofMinutes(61));
        assertThat(reserve("FR-DISK").files()).isEqualTo(100);
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

    @Test
    void whatWasReadLatelyGoesLastAndIsNotedOnceInAnHour() {
        grid.files("US-DISK", "f", 1);
        mark("US-DISK", "f0", false);
        Instant first = tombstone("f0", "US-DISK");
        fixture.advance(Duration.ofHours(2));
        read();
        Instant second = tombstone("f0", "US-DISK");
        assertThat(second).isAfter(first);
        fixture.advance(Duration.ofMinutes(30));
        read();
        assertThat(tombstone("f0", "US-DISK")).isEqualTo(second);
    }

    private void read() {
        long did = grid.id("f0");
        int rse = rse("US-DISK");
        fixture.run(context -> {
            org.godwit.transfer.Accesses.read(context, did, rse);
            return true;
        });
    }

    @Test
    void aReplicaThatARuleHoldsGetsNoTombstone() {
        grid.files("FR-DISK", "f", 1);
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));

        fixture.refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new TombstoneReplicas("FR-DISK", List.of(Grid.did("f0")), true))
                .hasMessageContaining("rule holds");
        fixture.run(new DeleteRule(rule));
        assertThat(replica("f0", "FR-DISK").orElseThrow().tombstone()).isPresent();
    }

    private static SetRseAvailability availability(boolean delete) {
        return new SetRseAvailability(
                "FR-DISK", Optional.empty(), Optional.empty(), Optional.of(delete));
    }

    /// f0 in a dataset, with copies in FR and US; that in FR may go.
    private void twoCopies() {
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        grid.files("US-DISK", "f", 1);
        mark("FR-DISK", "f0");
    }

    private void mark(String rse, String file) {
        mark(rse, file, true);
    }

    private void mark(String rse, String file, boolean now) {
        fixture.run(new TombstoneReplicas(rse, List.of(Grid.did(file)), now));
    }

    private int rse(String name) {
        return Rses.id(fixture.view(), name);
    }

    private ReserveDeletions.Reserved reserve(String rse) {
        return reserve(rse, Optional.empty());
    }

    private ReserveDeletions.Reserved reserve(String rse, Optional<FromAgent.Space> space) {
        return fixture.run(new ReserveDeletions(rse(rse), space, Optional.empty()));
    }

    private Map<String, Long> live() {
        return world.live("fr", "us", "uk");
    }

    private static Epoch fixtureEpoch() {
        return new Epoch(1, 1);
    }

    private final List<DeletionOrder> ordered = new ArrayList<>();

    /// Goes on with the deletions of an RSE; answers which copies are to be looked at.
    private List<Witness> ask(String rse) {
        fixture.takeEffects();
        fixture.run(new OrderDeletions(rse(rse), live(), Set.of("fr", "us", "uk")));
        return sort();
    }

    private List<Witness> sort() {
        List<Witness> asked = new ArrayList<>();
        for (Effect effect : fixture.takeEffects()) {
            if (effect instanceof Effect.Tell(ToAgent.Examine question)) {
                asked.addAll(question.files());
            }
            if (effect instanceof Effect.Tell(ToAgent.Delete order)) {
                ordered.addAll(order.files());
            }
        }
        return asked;
    }

    private List<DeletionOrder> orders() {
        sort();
        List<DeletionOrder> taken = List.copyOf(ordered);
        ordered.clear();
        return taken;
    }

    private int witness(String agent, Epoch epoch, List<Witness> there) {
        return fixture.run(
                new RecordWitnesses(
                        new FromAgent.Examined(agent, INCARNATION, epoch, there, List.of()),
                        live()));
    }

    /// An agent answers the last order.
    private int done(String agent, long incarnation, DeletionId id) {
        long sequence =
                fixture.view()
                        .get(Tables.DELETIONS, new ReplicaKey(id.did(), id.rse()))
                        .map(DeletionRow::sequence)
                        .orElse(0L);
        return fixture.run(
                new RecordDeletions(
                        new FromAgent.Deleted(
                                agent, incarnation, sequence, List.of(id), List.of())));
    }

    private Optional<ReplicaRow> replica(String file, String rse) {
        return fixture.view().get(Tables.REPLICAS, grid.at(file, rse));
    }

    private Instant tombstone(String file, String rse) {
        return replica(file, rse).orElseThrow().tombstone().orElseThrow();
    }

    private Optional<DeletionRow> deletion(String file, String rse) {
        return fixture.view().get(Tables.DELETIONS, grid.at(file, rse));
    }
}
