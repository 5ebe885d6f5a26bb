package org.godwit.deletion;

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
import org.godwit.model.Epoch;
import org.godwit.topology.Rses;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Three sites, deletion permitted, and what it takes to have replicas deleted.
abstract class DeletionScene {
    static final long INCARNATION = TransferGrid.INCARNATION;

    final TransferGrid world = new TransferGrid();
    final Grid grid = world.grid();
    final DecisionFixture fixture = world.fixture();

    @BeforeEach
    void permit() {
        fixture.run(new DeletionPermit.Give());
        grid.datasets("night");
    }

    @AfterEach
    void indexesAndCountersAreExact() {
        fixture.checkDerivedRows();
    }

    /// f0 in a dataset, with copies in FR and US; that in FR may go.
    void twoCopies() {
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        grid.files("US-DISK", "f", 1);
        mark("FR-DISK", "f0");
    }

    void mark(String rse, String file) {
        mark(rse, file, true);
    }

    void mark(String rse, String file, boolean now) {
        fixture.run(new TombstoneReplicas(rse, List.of(Grid.did(file)), now));
    }

    int rse(String name) {
        return Rses.id(fixture.view(), name);
    }

    ReserveDeletions.Reserved reserve(String rse) {
        return reserve(rse, Optional.empty());
    }

    ReserveDeletions.Reserved reserve(String rse, Optional<FromAgent.Space> space) {
        return fixture.run(new ReserveDeletions(rse(rse), space, Optional.empty()));
    }

    Map<String, Long> live() {
        return world.live("fr", "us", "uk");
    }

    static Epoch fixtureEpoch() {
        return new Epoch(1, 1);
    }

    private final List<DeletionOrder> ordered = new ArrayList<>();

    /// Goes on with the deletions of an RSE; answers which copies are to be looked at.
    List<Witness> ask(String rse) {
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

    List<DeletionOrder> orders() {
        sort();
        List<DeletionOrder> taken = List.copyOf(ordered);
        ordered.clear();
        return taken;
    }

    int witness(String agent, Epoch epoch, List<Witness> there) {
        return fixture.run(
                new RecordWitnesses(
                        new FromAgent.Examined(agent, INCARNATION, epoch, there, List.of()),
                        live()));
    }

    /// An agent answers the last order.
    int done(String agent, long incarnation, DeletionId id) {
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

    Optional<ReplicaRow> replica(String file, String rse) {
        return fixture.view().get(Tables.REPLICAS, grid.at(file, rse));
    }

    Instant tombstone(String file, String rse) {
        return replica(file, rse).orElseThrow().tombstone().orElseThrow();
    }

    Optional<DeletionRow> deletion(String file, String rse) {
        return fixture.view().get(Tables.DELETIONS, grid.at(file, rse));
    }
}
