package org.godwit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.decision.Grid;
import org.godwit.engine.Agenda;
import org.godwit.fleet.ShareLinks;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.FailureClass;
import org.godwit.model.RequestState;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.SetLink;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Found by the simulator (seeds 21, 23 and 53 of its first day).
class SourceChoiceTest {
    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        world.fixture().checkDerivedRows();
    }

    /// To avoid only the source that failed last went to and fro between two bad copies for ever.
    @Test
    void everySourceGetsItsTurnWhenOthersFail() {
        grid.files("UK-DISK", "f", 1);
        grid.files("FR-DISK", "f", 1);
        grid.files("FR-SCRATCH", "f", 1);
        grid.rule("f0", RuleSpec.of(1, "US-DISK"));
        List<String> tried = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            List<TransferOrder> orders = new ArrayList<>(world.dispatch("UK", "US"));
            orders.addAll(world.dispatch("FR", "US"));
            TransferOrder order = orders.getFirst();
            tried.add(order.source().rse());
            world.fail("us", order.id(), FailureClass.INTEGRITY, "the checksum differs");
            world.fixture().advance(Duration.ofMinutes(10));
            world.fixture().run(new FireTimers());
        }

        assertThat(tried).containsExactlyInAnyOrder("UK-DISK", "FR-DISK", "FR-SCRATCH");
    }

    /// One that failed again and again kept those of lower priority waiting on a busy link.
    @Test
    void aTransferWithoutHopeLetsTheOthersGoFirst() {
        grid.files("UK-DISK", "f", 2);
        grid.rule("f0", priority(5));
        for (int attempt = 0; attempt < 3; attempt++) {
            TransferOrder order = world.dispatch("UK", "US").getFirst();
            world.fail("us", order.id(), FailureClass.INTEGRITY, "the checksum differs");
            world.fixture().advance(Duration.ofMinutes(10));
            world.fixture().run(new FireTimers());
        }
        grid.rule("f1", priority(1));

        assertThat(world.dispatch("UK", "US"))
                .extracting(order -> order.name().name())
                .containsExactly("f1", "f0");
    }

    private static RuleSpec priority(int priority) {
        RuleSpec spec = RuleSpec.of(1, "US-DISK");
        return new RuleSpec(
                spec.copies(),
                spec.expression(),
                spec.distinct(),
                spec.grouping(),
                spec.weight(),
                spec.lifetime(),
                spec.sourceExpression(),
                spec.activity(),
                priority,
                spec.locked(),
                spec.purgeReplicas(),
                spec.ignoreAvailability(),
                spec.comment());
    }

    /// A request that had no source waited for ever, though its source could be read again.
    @Test
    void aRequestFindsItsSourceOnceThatCanBeReadAgain() {
        grid.files("UK-DISK", "f", 1);
        world.fixture().run(readable("UK-DISK", false));
        grid.rule("f0", RuleSpec.of(1, "US-DISK"));
        assertThat(world.request("f0", "US-DISK").orElseThrow().state())
                .isEqualTo(RequestState.NO_SOURCES);

        world.fixture().run(readable("UK-DISK", true));
        workOffAnAgenda();

        assertThat(world.request("f0", "US-DISK").orElseThrow().state())
                .isEqualTo(RequestState.SUBMITTED);
    }

    @Test
    void aRequestWhoseLinkIsClosedTakesAnotherWayOrWaitsUntilThereIsOne() {
        grid.files("UK-DISK", "f", 2);
        grid.rule("f0", RuleSpec.of(1, "US-DISK"));
        grid.rule("f1", RuleSpec.of(1, "US-DISK"));
        grid.files("FR-DISK", "f", 1);

        world.fixture().run(link("UK", false));
        workOffAnAgenda();
        assertThat(world.request("f1", "US-DISK").orElseThrow().state())
                .isEqualTo(RequestState.NO_SOURCES);
        assertThat(world.request("f0", "US-DISK").orElseThrow().state())
                .isEqualTo(RequestState.SUBMITTED);

        world.fixture().run(link("UK", true));
        workOffAnAgenda();
        assertThat(world.request("f1", "US-DISK").orElseThrow().state())
                .isEqualTo(RequestState.SUBMITTED);
    }

    @Test
    void aRequestWhosePlannedSourceIsGoneWaitsWhereTheAgentOfAnotherOneFindsIt() {
        grid.files("UK-DISK", "f", 1);
        grid.rule("f0", RuleSpec.of(1, "US-DISK"));
        grid.files("FR-DISK", "f", 1);
        world.fixture()
                .run(new DeclareBad("UK-DISK", List.of(Grid.did("f0")), false, "torn", "root"));

        assertThat(world.dispatch("UK", "US", world.live("uk", "us"))).isEmpty();
        assertThat(world.dispatch("FR", "US", world.live("uk", "us"))).isEmpty();
        assertThat(world.dispatch("FR", "US", world.live("fr", "us"))).hasSize(1);
    }

    private static SetLink link(String source, boolean enabled) {
        return new SetLink(
                source,
                "US",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(enabled),
                Optional.empty());
    }

    private static SetRseAvailability readable(String rse, boolean now) {
        return new SetRseAvailability(rse, Optional.of(now), Optional.empty(), Optional.empty());
    }

    private void workOffAnAgenda() {
        Agenda agenda =
                new Agenda(Map.of(), MoveLimits.DEFAULT, Agenda.SHARE_EVERY, Agenda.REAP_EVERY);
        Agenda.Runner runner =
                new Agenda.Runner() {
                    @Override
                    public Optional<FromAgent.Space> space(String rse) {
                        return Optional.empty();
                    }

                    @Override
                    public Set<String> following() {
                        return Set.of();
                    }

                    @Override
                    public <R> R run(org.godwit.decision.Command<R> command) {
                        R answer = world.fixture().run(command);
                        world.fixture().takeEffects().forEach(agenda::note);
                        return answer;
                    }

                    @Override
                    public ShareLinks shareLinks(boolean renew) {
                        return new ShareLinks(Map.of(), renew);
                    }
                };
        while (agenda.step(runner, world.fixture().now(), 0, world.live("fr", "us", "uk"))) {}
    }
}
