package org.godwit.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.coordination.EngineMailbox;
import org.godwit.decision.Command;
import org.godwit.decision.Effect;
import org.godwit.fleet.ReconcileInventory;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.OrderId;
import org.godwit.registration.RecordScanReport;
import org.godwit.report.RecordBins;
import org.godwit.runtime.EngineException;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Identity;
import org.godwit.security.Verification;
import org.godwit.transfer.RecordOutcomes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries effects to the agents and what the agents say to the engine. Every incoming message is
/// checked for its signature, and for the sender being the agent it speaks of, before anything else
/// looks at it; what does not pass is dropped.
public final class AgentPost implements Engine.EffectHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPost.class);

    private final Engine engine;
    private final EngineMailbox mailbox;
    private final OrderDesk desk;
    private final EnvelopeVerifier verifier;
    private final FreshOrders fresh;
    private final Map<String, Inventories> inventories = new HashMap<>();
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("post-out").factory());

    public AgentPost(
            Engine engine,
            EngineMailbox mailbox,
            OrderDesk desk,
            EnvelopeVerifier verifier,
            FreshOrders fresh) {
        this.engine = engine;
        this.mailbox = mailbox;
        this.desk = desk;
        this.verifier = verifier;
        this.fresh = fresh;
    }

    /// Begins to take what agents say.
    public void start() {
        mailbox.start(this::received);
    }

    @Override
    public void handle(Effect effect, CompletableFuture<Void> durable) {
        switch (effect) {
            case Effect.GiveOrders give -> {
                fresh.given(give.orders().stream().map(TransferOrder::id).toList());
                later(durable, give.agent(), () -> desk.orders(give));
            }
            case Effect.CancelOrders cancel ->
                    later(durable, cancel.agent(), () -> desk.cancel(cancel));
            case Effect.Tell tell ->
                    later(durable, tell.message().agent(), () -> desk.sign(tell.message()));
            case Effect.LinkReady _,
                    Effect.RuleToPlan _,
                    Effect.Due _,
                    Effect.TopologyChanged _ -> {}
        }
    }

    private void later(CompletableFuture<Void> durable, String agent, Supplier<byte[]> message) {
        CompletableFuture<Void> sent =
                durable.thenRunAsync(
                        () -> {
                            if (!mailbox.send(agent, message.get())) {
                                LOG.debug("the post to {} is full; told again later", agent);
                            }
                        },
                        sender);
        sent.exceptionally(failure -> {
            LOG.warn("a message to {} was not sent: {}", agent, failure.toString());
            return null;
        });
    }

    /// Takes one message; called by the mailbox on one thread.
    void received(byte[] envelope) {
        switch (verifier.verify(envelope)) {
            case Verification.Refused refused ->
                    LOG.warn("dropped a message to the engine: {}", refused.reason());
            case Verification.Verified verified -> {
                try {
                    FromAgent message = MessageCodec.decodeFromAgent(verified.payload());
                    Identity sender = verified.sender();
                    if (sender.name().equals(message.agent())) {
                        route(message);
                    } else {
                        LOG.warn("dropped a message of {} that {} signed", message.agent(), sender);
                    }
                } catch (EngineException e) {
                    LOG.warn("dropped a message of {}: {}", verified.sender(), e.getMessage());
                }
            }
        }
    }

    private void route(FromAgent message) {
        switch (message) {
            case FromAgent.Hello hello -> hello(hello);
            case FromAgent.Heartbeat heartbeat -> heartbeat(heartbeat);
            case FromAgent.Inventory inventory -> inventory(inventory);
            case FromAgent.Outcomes outcomes -> submit(new RecordOutcomes(outcomes));
            case FromAgent.Throughput throughput -> submit(new RecordBins(throughput));
            case FromAgent.ScanReport report -> submit(new RecordScanReport(report));
        }
    }

    private void hello(FromAgent.Hello hello) {
        RegisterAgent.Registration registration = engine.call(new RegisterAgent(hello));
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
            mailbox.send(
                    heartbeat.agent(),
                    desk.sign(
                            new ToAgent.Refused(
                                    engine.epoch(),
                                    heartbeat.agent(),
                                    heartbeat.incarnation(),
                                    "the engine does not know this start of the agent yet")));
            return;
        }
        if (engine.fleet().beat(heartbeat)) {
            LOG.info("agent {} is heard of again", heartbeat.agent());
            engine.wakeLinks();
        }
    }

    private boolean isPresent(FromAgent message) {
        Optional<AgentRow> known = engine.read(view -> view.get(Tables.AGENTS, message.agent()));
        return known.isPresent() && known.get().incarnation() == message.incarnation();
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
        CompletableFuture<Void> _ =
                engine.submit(command)
                        .handle((_, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "{} of an agent was refused: {}",
                                        command.getClass().getSimpleName(),
                                        failure.getMessage());
                            }
                            return null;
                        });
    }

    @Override
    public void close() {
        mailbox.close();
        sender.shutdownNow();
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
