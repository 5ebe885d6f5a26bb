package org.godwit.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.coordination.EngineMailbox;
import org.godwit.decision.Command;
import org.godwit.decision.Effect;
import org.godwit.fleet.Fleet;
import org.godwit.message.FromAgent;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Identity;
import org.godwit.security.Verification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries effects to the agents and what the agents say to the engine. Every incoming message is
/// checked for its signature, and for the sender being the agent it speaks of, before anything else
/// looks at it; what does not pass is dropped. What a message leads to is [AgentRouter]'s.
public final class AgentPost implements Engine.EffectHandler, AgentRouter.Port, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPost.class);

    private final Engine engine;
    private final EngineMailbox mailbox;
    private final OrderDesk desk;
    private final EnvelopeVerifier verifier;
    private final FreshOrders fresh;
    private final AgentRouter router;
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
        this.router = new AgentRouter(this, fresh);
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
                Effect.GiveOrders counted =
                        give.answering(sentNanos(give.agent(), give.incarnation()));
                later(durable, give.agent(), () -> desk.orders(counted));
            }
            case Effect.GiveLinks give -> {
                Effect.GiveLinks counted =
                        give.answering(sentNanos(give.agent(), give.incarnation()));
                later(durable, give.agent(), () -> desk.links(counted));
            }
            case Effect.CancelOrders cancel ->
                    later(durable, cancel.agent(), () -> desk.cancel(cancel));
            case Effect.Tell tell ->
                    later(durable, tell.message().agent(), () -> desk.sign(tell.message()));
            case Effect.LinkReady _,
                    Effect.RuleToPlan _,
                    Effect.Due _,
                    Effect.SharesChanged _,
                    Effect.LocksToMove _,
                    Effect.NotTaken _,
                    Effect.NewData _,
                    Effect.DeletionsReady _,
                    Effect.TopologyChanged _ -> {}
        }
    }

    /// The heartbeat from which a lease counts. Looked up on the deciding thread, before any later
    /// decision can find that the lease of this agent has run out: a message must not renew what
    /// was given to others since.
    private Optional<Long> sentNanos(String agent, long incarnation) {
        return engine.fleet().sentNanos(agent, incarnation);
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
                        router.route(message);
                    } else {
                        LOG.warn("dropped a message of {} that {} signed", message.agent(), sender);
                    }
                } catch (EngineException e) {
                    LOG.warn("dropped a message of {}: {}", verified.sender(), e.getMessage());
                }
            }
        }
    }

    @Override
    public <R> CompletableFuture<R> submit(Command<R> command) {
        return engine.submit(command);
    }

    @Override
    public Optional<AgentRow> registered(String agent) {
        return engine.read(view -> view.get(Tables.AGENTS, agent));
    }

    @Override
    public void release(String agent, long keepIncarnation) {
        engine.release(agent, keepIncarnation);
    }

    @Override
    public void wakeLinks() {
        engine.wakeLinks();
    }

    @Override
    public void probed(FromAgent message) {
        engine.probes().take(message);
    }

    @Override
    public void leaseTaken() {
        engine.leaseTaken();
    }

    @Override
    public void send(ToAgent message) {
        later(CompletableFuture.completedFuture(null), message.agent(), () -> desk.sign(message));
    }

    @Override
    public Fleet fleet() {
        return engine.fleet();
    }

    @Override
    public Epoch epoch() {
        return engine.epoch();
    }

    @Override
    public void close() {
        mailbox.close();
        sender.shutdownNow();
    }
}
