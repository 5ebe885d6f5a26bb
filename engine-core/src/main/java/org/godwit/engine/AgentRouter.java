package org.godwit.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.godwit.audit.RecordScrubbed;
import org.godwit.audit.RecordSettled;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.decision.Command;
import org.godwit.deletion.RecordDeletions;
import org.godwit.deletion.RecordWitnesses;
import org.godwit.fleet.Fleet;
import org.godwit.fleet.ReconcileInventory;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;
import org.godwit.registration.RecordScanReport;
import org.godwit.report.RecordBins;
import org.godwit.transfer.RecordOutcomes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says what each message of an agent leads to: a command, or a change of what is known of the
/// fleet. The same code runs in production behind [AgentPost] and in the simulator. Confined to the
/// thread that takes messages; answers of commands may come on another.
public final class AgentRouter {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRouter.class);

    private final Port engine;
    private final FreshOrders fresh;
    private final Map<String, Inventories> inventories = new HashMap<>();

    /// What routing needs of the engine. None of it may wait for the routed message itself.
    public interface Port {
        /// Decides a command; the future completes once the answer is durable.
        <R> CompletableFuture<R> submit(Command<R> command);

        /// An agent as it last registered.
        Optional<AgentRow> registered(String agent);

        /// Has an agent's orders taken back, but for those of one incarnation (0: none).
        void release(String agent, long keepIncarnation);

        /// Has every link looked at.
        void wakeLinks();

        /// Takes what an agent measured.
        void probed(FromAgent message);

        /// Takes a part of the list of an RSE's files.
        void listed(FromAgent.Listed part);

        /// Takes note that what an agent did for an audit is written down.
        void settled(FromAgent.Settled message);

        /// Takes note that what an agent has read again is written down.
        void scrubbed(FromAgent.Scrubbed message);

        /// Has caps dealt out anew where somebody waits for what an agent has given up.
        void leaseTaken();

        /// Signs and sends a message that no decision stands behind; it may be lost.
        void send(ToAgent message);

        Fleet fleet();

        Epoch epoch();
    }

    public AgentRouter(Port engine, FreshOrders fresh) {
        this.engine = engine;
        this.fresh = fresh;
    }

    /// Takes a message.
    ///
    /// @param message whose signature has been checked, and that it speaks of its signer
    public void route(FromAgent message) {
        switch (message) {
            case FromAgent.Hello hello -> hello(hello);
            case FromAgent.Heartbeat heartbeat -> heartbeat(heartbeat);
            case FromAgent.Inventory inventory -> inventory(inventory);
            case FromAgent.Outcomes outcomes -> submit(new RecordOutcomes(outcomes));
            case FromAgent.Throughput throughput -> submit(new RecordBins(throughput));
            case FromAgent.ScanReport report -> submit(new RecordScanReport(report));
            case FromAgent.ProbeReport report -> engine.probed(report);
            case FromAgent.DiskReport report -> engine.probed(report);
            case FromAgent.Listed part -> engine.listed(part);
            case FromAgent.Settled settled ->
                    written(new RecordSettled(settled), () -> engine.settled(settled));
            case FromAgent.Scrubbed scrubbed ->
                    written(new RecordScrubbed(scrubbed), () -> engine.scrubbed(scrubbed));
            case FromAgent.Deleted deleted -> submit(new RecordDeletions(deleted));
            case FromAgent.Examined examined ->
                    submit(new RecordWitnesses(examined, engine.fleet().live()));
        }
    }

    private void hello(FromAgent.Hello hello) {
        CompletableFuture<Void> _ =
                engine.submit(new RegisterAgent(hello))
                        .handle((registration, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "agent {} could not be registered: {}",
                                        hello.agent(),
                                        failure.getMessage());
                            } else {
                                registered(hello, registration);
                            }
                            return null;
                        });
    }

    private void registered(FromAgent.Hello hello, RegisterAgent.Registration registration) {
        switch (registration) {
            case NEW, KNOWN -> {
                if (engine.fleet().welcomed(hello.agent(), hello.incarnation())) {
                    LOG.info("agent {} of site {} is here", hello.agent(), hello.site());
                    engine.release(hello.agent(), hello.incarnation());
                    engine.wakeLinks();
                }
            }
            case REFUSED -> LOG.warn("agent {} was refused", hello.agent());
            case STALE -> LOG.warn("agent {} of an earlier start was ignored", hello.agent());
        }
    }

    private void heartbeat(FromAgent.Heartbeat heartbeat) {
        if (!isPresent(heartbeat)) {
            engine.send(
                    new ToAgent.Refused(
                            engine.epoch(),
                            heartbeat.agent(),
                            heartbeat.incarnation(),
                            "the engine does not know this start of the agent yet"));
            return;
        }
        Fleet.Beat beat = engine.fleet().beat(heartbeat);
        if (beat.news()) {
            LOG.info("agent {} is heard of again", heartbeat.agent());
            engine.wakeLinks();
        }
        if (beat.leaseTaken()) {
            engine.leaseTaken();
        }
    }

    private void written(Command<?> command, Runnable then) {
        CompletableFuture<Void> _ =
                engine.submit(command)
                        .handle((_, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "{} of an agent was refused: {}",
                                        command.getClass().getSimpleName(),
                                        failure.getMessage());
                            }
                            then.run();
                            return null;
                        });
    }

    private boolean isPresent(FromAgent message) {
        return engine.registered(message.agent())
                .filter(known -> known.incarnation() == message.incarnation())
                .isPresent();
    }

    private void inventory(FromAgent.Inventory part) {
        Inventories parts = inventories.computeIfAbsent(part.agent(), agent -> new Inventories());
        parts.add(part)
                .filter(held -> isPresent(part))
                .ifPresent(held ->
                        submit(
                                new ReconcileInventory(
                                        part.agent(),
                                        part.incarnation(),
                                        held,
                                        fresh.recent(),
                                        engine.fleet().live())));
    }

    private void submit(Command<?> command) {
        written(command, () -> {});
    }

    /// Puts the parts of one agent's inventory together.
    private static final class Inventories {
        private long incarnation;
        private long round;
        private final Set<Integer> parts = new HashSet<>();
        private final Set<OrderId> held = new HashSet<>();

        Optional<Set<OrderId>> add(FromAgent.Inventory part) {
            if (part.round() != round || part.incarnation() != incarnation) {
                round = part.round();
                incarnation = part.incarnation();
                parts.clear();
                held.clear();
            }
            parts.add(part.part());
            held.addAll(part.orders());
            return parts.size() == part.parts() ? Optional.of(Set.copyOf(held)) : Optional.empty();
        }
    }
}
