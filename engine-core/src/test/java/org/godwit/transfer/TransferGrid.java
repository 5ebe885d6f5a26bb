package org.godwit.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;
import org.godwit.model.OrderId;
import org.godwit.schedule.FairShare;
import org.godwit.topology.Rses;

/// The grid of [Grid] with agents at its sites that are alive, and short ways to dispatch and to
/// report outcomes.
public final class TransferGrid {
    public static final long INCARNATION = 7;

    private final Grid grid = new Grid();

    public TransferGrid() {
        register("fr", "FR", INCARNATION, "FR-DISK", "FR-SCRATCH");
        register("us", "US", INCARNATION, "US-DISK");
        register("uk", "UK", INCARNATION, "UK-DISK");
        fixture().takeEffects();
    }

    public Grid grid() {
        return grid;
    }

    public DecisionFixture fixture() {
        return grid.fixture();
    }

    public RegisterAgent.Registration register(
            String agent, String site, long incarnation, String... rses) {
        return fixture()
                .run(
                        new RegisterAgent(
                                new FromAgent.Hello(
                                        agent,
                                        incarnation,
                                        site,
                                        java.util.Arrays.stream(rses)
                                                .map(rse -> new FromAgent.Space(rse, 1, 1, false))
                                                .toList(),
                                        agent + ".example.org",
                                        9446,
                                        "test")));
    }

    public Map<String, Long> live(String... agents) {
        Map<String, Long> live = new java.util.TreeMap<>();
        List.of(agents).forEach(agent -> live.put(agent, INCARNATION));
        return live;
    }

    public Link link(String source, String destination) {
        return new Link(
                Rses.siteId(fixture().view(), source), Rses.siteId(fixture().view(), destination));
    }

    /// Dispatches a link with all agents alive, and answers the orders.
    public List<TransferOrder> dispatch(String source, String destination) {
        return dispatch(source, destination, live("fr", "us", "uk"));
    }

    public List<TransferOrder> dispatch(String source, String destination, Map<String, Long> live) {
        fixture().takeEffects();
        fixture().run(new DispatchLink(link(source, destination), live, FairShare.fresh(Map.of())));
        return orders();
    }

    /// The orders among the effects since they were last taken.
    public List<TransferOrder> orders() {
        List<TransferOrder> orders = new ArrayList<>();
        for (Effect effect : fixture().takeEffects()) {
            if (effect instanceof Effect.GiveOrders give) {
                orders.addAll(give.orders());
            }
        }
        return orders;
    }

    public int complete(String agent, TransferOrder order) {
        return complete(agent, INCARNATION, order.id(), order.bytes(), order.adler32());
    }

    public int complete(
            String agent, long incarnation, OrderId order, long bytes, Adler32 adler32) {
        return fixture()
                .run(
                        new RecordOutcomes(
                                new FromAgent.Outcomes(
                                        agent,
                                        incarnation,
                                        List.of(
                                                new TransferOutcome.Completed(
                                                        order,
                                                        5,
                                                        bytes,
                                                        adler32,
                                                        bytes,
                                                        false,
                                                        Optional.empty())),
                                        List.of())));
    }

    public int fail(String agent, OrderId order, FailureClass failure, String reason) {
        return fixture()
                .run(
                        new RecordOutcomes(
                                new FromAgent.Outcomes(
                                        agent,
                                        INCARNATION,
                                        List.of(),
                                        List.of(
                                                new TransferOutcome.Failed(
                                                        order,
                                                        5,
                                                        failure,
                                                        reason,
                                                        0,
                                                        Optional.empty())))));
    }

    public Optional<RequestRow> request(String file, String rse) {
        return fixture().view().get(Tables.REQUESTS, grid.at(file, rse));
    }
}
