package org.godwit.it.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.godwit.decision.Effect;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.transfer.RecordOutcomes;

/// Agents that move nothing: they report every order at once, so that what is left is the engine's
/// own work.
final class Agents {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Workshop workshop;

    private Agents(Workshop workshop) {
        this.workshop = workshop;
    }

    /// One for each site.
    static Agents register(Workshop workshop) {
        for (String site : Workshop.SITES) {
            workshop.engine()
                    .call(
                            new RegisterAgent(
                                    new FromAgent.Hello(
                                            site,
                                            1,
                                            site,
                                            List.of(new FromAgent.Space(site, 1, 1, false)),
                                            "localhost",
                                            1,
                                            "bench")));
        }
        Agents agents = new Agents(workshop);
        agents.live();
        return agents;
    }

    /// The agents must be heard of from time to time, as real ones are.
    void live() {
        Workshop.SITES.forEach(site -> workshop.fleet().welcomed(site, 1));
        workshop.engine().wakeLinks();
    }

    /// Takes orders given out, at most one message of them, and reports each as done or failed.
    /// Answers how many there were.
    int report(Predicate<TransferOrder> fails) throws InterruptedException {
        Effect.GiveOrders give = workshop.orders().poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (give == null) {
            throw new IllegalStateException("no orders are given out any more");
        }
        live();
        List<TransferOutcome.Completed> completed = new ArrayList<>();
        List<TransferOutcome.Failed> failed = new ArrayList<>();
        for (TransferOrder order : give.orders()) {
            if (fails.test(order)) {
                failed.add(
                        new TransferOutcome.Failed(
                                order.id(),
                                1,
                                FailureClass.SOURCE,
                                "the source cannot read it",
                                0,
                                Optional.empty()));
            } else {
                completed.add(
                        new TransferOutcome.Completed(
                                order.id(),
                                1,
                                order.bytes(),
                                order.adler32(),
                                order.bytes(),
                                false,
                                Optional.of(Bottleneck.LINK)));
            }
        }
        workshop.engine()
                .call(
                        new RecordOutcomes(
                                new FromAgent.Outcomes(give.agent(), 1, completed, failed)));
        return give.orders().size();
    }
}
