package org.godwit.it.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Effect;
import org.godwit.engine.Agenda;
import org.godwit.engine.AgentRouter;
import org.godwit.engine.DecisionLoop;
import org.godwit.engine.FreshOrders;
import org.godwit.fleet.Fleet;
import org.godwit.fleet.ShareLinks;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.Epoch;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// One engine process: the production engine's decision loop, agenda and routing, with virtual time
/// in place of its thread. It lives from its start to its crash; the catalogue outlives it.
final class SimEngine implements AgentRouter.Port {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration CLOCK_WRONG_BY = Duration.ofHours(1);

    private final World world;
    private final WatchedCatalog catalog;
    private final EngineClock clock;
    private final Fleet fleet;
    private final FreshOrders fresh;

    /// Half as often as simulated agents speak; a lease counts from what they said last.
    private static final Duration SHARE_EVERY = Duration.ofSeconds(15);

    private final Agenda agenda = new Agenda(Map.of(), MoveLimits.DEFAULT, SHARE_EVERY);
    private final Agenda.Runner steps = new Steps();
    private final DecisionLoop loop;
    private final AgentRouter router;
    private boolean alive = true;
    private boolean started;
    private long turnAt = Long.MAX_VALUE;

    /// Starts over a catalogue; takes part once its epoch is durable.
    SimEngine(World world, WatchedCatalog catalog, Chance chance) {
        this.world = world;
        this.catalog = catalog;
        this.clock = clock(chance);
        this.fleet = new Fleet(world.clock(), world.options().lease());
        this.fresh = new FreshOrders(world.clock());
        this.router = new AgentRouter(this, fresh);
        DecisionLoop.Started begun = DecisionLoop.start(catalog, clock, chance.fork());
        this.loop = begun.loop();
        world.trace().line(() -> "engine " + loop.epoch() + " starts");
        whenDone(begun.durable(), this::begin);
    }

    private EngineClock clock(Chance chance) {
        if (!world.mayNow(Fault.CLOCK_WRONG)) {
            return world.clock();
        }
        world.count(Fault.CLOCK_WRONG);
        return world.clock().wrongBy(chance.between(CLOCK_WRONG_BY.negated(), CLOCK_WRONG_BY));
    }

    /// The time that this engine believes it is.
    Instant now() {
        return clock.now();
    }

    private void begin() {
        started = true;
        if (world.engines().isRuling(this)) {
            world.checker().begins(epoch());
        }
        turnIn(Duration.ZERO);
    }

    /// The process dies; nothing of it is heard any more.
    void die() {
        alive = false;
        world.trace().line(() -> "engine " + loop.epoch() + " dies");
    }

    /// Whether it takes commands.
    boolean isServing() {
        return alive && started;
    }

    WatchedCatalog catalog() {
        return catalog;
    }

    @Override
    public Epoch epoch() {
        return loop.epoch();
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    /// Takes a message that the post hands out; looks at it only if its signer speaks of itself.
    void receive(Envelope envelope) {
        FromAgent message = (FromAgent) envelope.message();
        boolean genuine = envelope.genuine() && envelope.signer().equals(message.agent());
        if (!isServing() || !(genuine || world.has(Mutant.ENGINE_TRUSTS_ANYBODY))) {
            return;
        }
        if (world.has(Mutant.ENGINE_IGNORES_INVENTORIES)
                && message instanceof FromAgent.Inventory) {
            return;
        }
        if (!(message instanceof FromAgent.Heartbeat)) {
            world.trace().line(() -> "engine " + loop.epoch() + " takes " + envelope);
        }
        router.route(message);
    }

    /// Decides at once. The answer comes when it is durable, unless the engine dies before.
    @Override
    public <R> CompletableFuture<R> submit(Command<R> command) {
        if (!isServing()) {
            return CompletableFuture.failedFuture(
                    new EngineException(ErrorCode.UNAVAILABLE, "the engine is not there"));
        }
        CompletableFuture<R> answer = new CompletableFuture<>();
        try {
            DecisionLoop.Pending<R> pending = decide(command);
            whenTold(pending.durable(), () -> answer.complete(pending.answer()));
        } catch (EngineException refusal) {
            answer.completeExceptionally(refusal);
        }
        turnIn(STEP);
        return answer;
    }

    private <R> DecisionLoop.Pending<R> decide(Command<R> command) {
        DecisionLoop.Pending<R> pending = loop.decide(world.mutated(command));
        world.trace()
                .line(() ->
                        "engine "
                                + loop.epoch()
                                + " decides "
                                + command.getClass().getSimpleName()
                                + " at "
                                + catalog.lastIndex());
        for (Effect effect : pending.effects()) {
            if (!(effect instanceof Effect.TopologyChanged
                    && world.has(Mutant.ENGINE_MISSES_TOPOLOGY))) {
                agenda.note(effect);
            }
            carryOut(effect, pending.durable());
        }
        return pending;
    }

    private void carryOut(Effect effect, CompletableFuture<Void> durable) {
        switch (effect) {
            case Effect.GiveOrders give -> {
                fresh.given(give.orders().stream().map(TransferOrder::id).toList());
                sendOnce(
                        durable,
                        new ToAgent.Orders(
                                epoch(),
                                give.agent(),
                                give.incarnation(),
                                counted(give.lease(), give.agent(), give.incarnation()),
                                List.of(),
                                give.orders()));
            }
            case Effect.GiveLinks give ->
                    sendOnce(
                            durable,
                            new ToAgent.Links(
                                    epoch(),
                                    give.agent(),
                                    give.incarnation(),
                                    counted(give.lease(), give.agent(), give.incarnation())));
            case Effect.CancelOrders cancel ->
                    sendOnce(
                            durable,
                            new ToAgent.Cancel(
                                    epoch(),
                                    cancel.agent(),
                                    cancel.incarnation(),
                                    cancel.orders()));
            case Effect.Tell tell -> sendOnce(durable, tell.message());
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

    private LinkLease counted(LinkLease lease, String agent, long incarnation) {
        return lease.answering(fleet.sentNanos(agent, incarnation));
    }

    private void sendOnce(CompletableFuture<Void> durable, ToAgent message) {
        whenTold(durable, () -> send(message));
    }

    private void whenTold(CompletableFuture<Void> durable, Runnable action) {
        if (world.has(Mutant.ENGINE_ANSWERS_BEFORE_SYNC)) {
            action.run();
            return;
        }
        whenDone(durable, action);
    }

    /// Does something once it is durable, if the process still lives then.
    private void whenDone(CompletableFuture<Void> durable, Runnable action) {
        CompletableFuture<Void> _ =
                durable.thenRun(
                                () -> {
                                    if (alive) {
                                        action.run();
                                    }
                                })
                        .exceptionally(failure -> {
                            world.checker()
                                    .failed(
                                            failure.getCause() instanceof RuntimeException cause
                                                    ? cause
                                                    : new IllegalStateException(failure));
                            return null;
                        });
    }

    /// Simulated agents measure nothing.
    @Override
    public void probed(FromAgent message) {}

    @Override
    public void send(ToAgent message) {
        if (world.engines().isRuling(this)) {
            world.checker().sends(message);
        }
        world.post().send(new Envelope(Envelope.ENGINE, true, message));
    }

    @Override
    public Optional<AgentRow> registered(String agent) {
        return catalog.latest().get(Tables.AGENTS, agent);
    }

    @Override
    public void release(String agent, long keepIncarnation) {
        if (!world.has(Mutant.ENGINE_KEEPS_LOST_ORDERS)) {
            agenda.release(agent, keepIncarnation);
        }
        turnIn(STEP);
    }

    @Override
    public void leaseTaken() {
        agenda.leaseTaken();
        turnIn(STEP);
    }

    @Override
    public void wakeLinks() {
        agenda.derive();
        turnIn(STEP);
    }

    private void turnIn(Duration delay) {
        long at = world.clock().nanoTime() + delay.toNanos();
        if (at < turnAt) {
            turnAt = at;
            world.timeline().in(delay, () -> turn(at));
        }
    }

    /// One turn of the production engine's loop.
    private void turn(long at) {
        if (!alive || at != turnAt) {
            return;
        }
        turnAt = Long.MAX_VALUE;
        fleet.expire().forEach(agent -> release(agent, 0));
        boolean busy = agenda.step(steps, clock.now(), world.clock().nanoTime(), fleet.live());
        turnIn(busy ? STEP : pause());
    }

    private final class Steps implements Agenda.Runner {
        @Override
        public <R> R run(Command<R> command) {
            return decide(command).answer();
        }

        @Override
        public ShareLinks shareLinks(boolean renew) {
            return ShareLinks.of(catalog.latest(), fleet, renew);
        }

        @Override
        public Optional<FromAgent.Space> space(String rse) {
            return fleet.space(rse);
        }

        @Override
        public Set<String> following() {
            return fleet.following(epoch());
        }
    }

    private Duration pause() {
        Duration idle = world.options().lease().dividedBy(4);
        Instant now = clock.now();
        Instant due = agenda.nextDue();
        if (!due.isAfter(now)) {
            return STEP;
        }
        return due.isAfter(now.plus(idle)) ? idle : Duration.between(now, due);
    }
}
