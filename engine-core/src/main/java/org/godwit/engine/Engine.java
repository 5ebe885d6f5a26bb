package org.godwit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.Transaction;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.engine.audit.AuditPort;
import org.godwit.engine.audit.Audits;
import org.godwit.engine.audit.Scrubs;
import org.godwit.engine.probe.Probes;
import org.godwit.fleet.Fleet;
import org.godwit.fleet.ShareLinks;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine: commands go in from any thread, one thread decides them in order, answers come out
/// once they are durable. Between commands the same thread works off the agenda. Thread-safe.
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /// Commands waiting to be decided; more are refused, so that a flood costs the flooder.
    private static final int COMMANDS_WAITING_MAX = 10_000;

    /// Commands decided before the agenda gets its next turn, so that the many who wait meanwhile
    /// do not each wait for a turn of their own.
    private static final int COMMANDS_A_STEP = 64;

    /// Longest sleep with nothing to do: how soon a lost agent is noticed.
    private static final Duration IDLE = Duration.ofMillis(500);

    /// How long the agenda rests after a step that failed, so that a fault does not spin.
    private static final Duration REST = Duration.ofSeconds(1);

    /// Rehearsals draw the same numbers each time.
    private static final long REHEARSAL_SEED = 1;

    private final ReplicaCatalog catalog;
    private final EngineClock clock;
    private final Fleet fleet;
    private final DecisionLoop loop;
    private final Agenda agenda;
    private final Probes probes;
    private final CatalogChecks checks;
    private final CatalogBackups backups = new CatalogBackups();
    private final Audits audits;
    private final Scrubs scrubs;
    private final Agenda.Runner steps = new Steps();
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(COMMANDS_WAITING_MAX);
    private final Thread thread;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private long restUntilNanos;
    private volatile boolean stopping;
    private volatile EffectHandler effects = (effect, durable) -> {};

    /// Where effects for the world outside go. Called on the deciding thread: must not block.
    @FunctionalInterface
    public interface EffectHandler {
        /// Takes an effect.
        ///
        /// @param durable when the effect may be carried out
        void handle(Effect effect, CompletableFuture<Void> durable);
    }

    /// One thing for the deciding thread to do.
    private interface Work {
        void run();

        void refuse(RuntimeException why);
    }

    private Engine(
            ReplicaCatalog catalog,
            EngineClock clock,
            Fleet fleet,
            DecisionLoop loop,
            Map<String, Double> activityWeights,
            MoveLimits moves) {
        this.catalog = catalog;
        this.clock = clock;
        this.fleet = fleet;
        this.loop = loop;
        this.agenda = new Agenda(activityWeights, moves, Agenda.SHARE_EVERY, Agenda.REAP_EVERY);
        this.checks = new CatalogChecks(catalog);
        AuditPort port = new AuditsPort();
        this.audits = new Audits(port, clock, catalog.scratch());
        this.scrubs = new Scrubs(port, clock);
        this.probes =
                new Probes(
                        loop.epoch(),
                        clock,
                        fleet,
                        new Probes.Port() {
                            @Override
                            public void tell(ToAgent message) {
                                Engine.this.tell(message);
                            }

                            @Override
                            public void measuringChanged() {
                                internally(() -> agenda.note(new Effect.SharesChanged()));
                            }
                        });
        this.restUntilNanos = clock.nanoTime();
        this.thread = Thread.ofPlatform().name("engine").unstarted(this::work);
    }

    /// Begins a new term over a catalogue; returns once the term is durable. The engine decides
    /// nothing before [#start].
    ///
    /// @param activityWeights shares of a link by activity; 1 where absent
    /// @param moves how much may be moved after RSEs have changed
    public static Engine open(
            ReplicaCatalog catalog,
            EngineClock clock,
            RandomGenerator random,
            Fleet fleet,
            Map<String, Double> activityWeights,
            MoveLimits moves) {
        DecisionLoop.Started started = DecisionLoop.start(catalog, clock, random);
        started.durable().join();
        return new Engine(catalog, clock, fleet, started.loop(), activityWeights, moves);
    }

    /// Starts deciding.
    public void start(EffectHandler handler) {
        effects = handler;
        thread.start();
        audits.resume();
        scrubs.start();
    }

    /// The epoch of this engine's decisions.
    public Epoch epoch() {
        return loop.epoch();
    }

    /// What is known of the agents now.
    public Fleet fleet() {
        return fleet;
    }

    /// Measurements of links under way.
    public Probes probes() {
        return probes;
    }

    /// Checks of the catalogue.
    public CatalogChecks checks() {
        return checks;
    }

    /// Backups of the catalogue.
    public CatalogBackups backups() {
        return backups;
    }

    /// Replicas that are read again.
    Scrubs scrubs() {
        return scrubs;
    }

    /// Comparisons of storages with the catalogue.
    public Audits audits() {
        return audits;
    }

    /// Has a message sent that no decision stands behind; it may be lost.
    private void tell(ToAgent message) {
        internally(() ->
                effects.handle(new Effect.Tell(message), CompletableFuture.completedFuture(null)));
    }

    /// Decides a command. The future completes with the answer once it is durable, or with the
    /// refusal as an [EngineException].
    public <R> CompletableFuture<R> submit(Command<R> command) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Work work =
                new Work() {
                    @Override
                    public void run() {
                        decide(command, answer);
                    }

                    @Override
                    public void refuse(RuntimeException why) {
                        answer.completeExceptionally(why);
                    }
                };
        if (stopping || !waiting.offer(work)) {
            answer.completeExceptionally(
                    new EngineException(
                            ErrorCode.OVERLOADED,
                            "the engine has too much to do or is stopping; try again in a moment"));
        }
        return answer;
    }

    /// Decides a command and waits for the answer. Not for event loops.
    public <R> R call(Command<R> command) {
        try {
            return submit(command).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /// Reads from a snapshot and answers once all that it shows is durable. Not for event loops.
    public <R> R read(Function<Snapshot, R> query) {
        try (Snapshot snapshot = catalog.snapshot()) {
            R answer = query.apply(snapshot);
            catalog.durable(snapshot.index()).join();
            return answer;
        }
    }

    /// Reads from a snapshot that may show what is not durable yet. Not for event loops.
    public <R> R look(Function<Snapshot, R> query) {
        try (Snapshot snapshot = catalog.snapshot()) {
            return query.apply(snapshot);
        }
    }

    /// Decides a command on a snapshot, as a rehearsal: its answer or refusal is what it would be
    /// now, its changes and effects are forgotten. Not for event loops.
    public <R> R rehearse(Command<R> command) {
        return read(snapshot ->
                command.decide(
                        new Context(
                                new Transaction(snapshot),
                                clock.now(),
                                new SplittableRandom(REHEARSAL_SEED),
                                loop.epoch(),
                                snapshot.index() + 1)));
    }

    /// A snapshot for reading at length, all of it durable. The caller closes it.
    public Snapshot snapshot() {
        Snapshot snapshot = catalog.snapshot();
        catalog.durable(snapshot.index()).join();
        return snapshot;
    }

    /// Has agents' orders taken back, but for those of one incarnation (0: none).
    public void release(String agent, long keepIncarnation) {
        internally(() -> agenda.release(agent, keepIncarnation));
    }

    /// Has every link looked at, after agents have come or settings changed.
    public void wakeLinks() {
        internally(agenda::derive);
    }

    /// Has caps dealt out anew where somebody waits for what an agent has given up.
    public void leaseTaken() {
        internally(agenda::leaseTaken);
    }

    private void internally(Runnable action) {
        Work work =
                new Work() {
                    @Override
                    public void run() {
                        action.run();
                    }

                    @Override
                    public void refuse(RuntimeException why) {}
                };
        if (!waiting.offer(work)) {
            LOG.warn("too many commands wait; an internal one was dropped and will come again");
        }
    }

    private <R> void decide(Command<R> command, CompletableFuture<R> answer) {
        try {
            DecisionLoop.Pending<R> pending = loop.decide(command);
            act(pending);
            CompletableFuture<Void> _ =
                    pending.durable()
                            .whenComplete((_, problem) -> answer(pending, problem, answer));
        } catch (EngineException refusal) {
            answer.completeExceptionally(refusal);
        } catch (RuntimeException e) {
            LOG.error("deciding {} failed", command.getClass().getSimpleName(), e);
            answer.completeExceptionally(
                    new EngineException(
                            ErrorCode.INTERNAL,
                            "internal error, nothing was changed; the engine's log has more",
                            e));
        }
    }

    private static <R> void answer(
            DecisionLoop.Pending<R> pending,
            @Nullable Throwable problem,
            CompletableFuture<R> answer) {
        if (problem == null) {
            answer.complete(pending.answer());
        } else {
            answer.completeExceptionally(
                    new EngineException(
                            ErrorCode.UNAVAILABLE,
                            "the catalogue could not make this durable: " + problem.getMessage(),
                            problem));
        }
    }

    /// Completes when the catalogue can make nothing durable any more, with the reason. Decisions
    /// that were made but not synced are then known to this process alone: it must end, and a new
    /// one begin from what is on disk.
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    private void act(DecisionLoop.Pending<?> pending) {
        CompletableFuture<Void> _ =
                pending.durable()
                        .whenComplete((_, problem) -> {
                            if (problem != null) {
                                failure.complete(problem);
                            }
                        });
        for (Effect effect : pending.effects()) {
            agenda.note(effect);
            effects.handle(effect, pending.durable());
        }
    }

    private void work() {
        try {
            while (!stopping) {
                boolean busy = step();
                Optional<Work> next = busy ? Optional.ofNullable(waiting.poll()) : await();
                for (int i = 0; next.isPresent() && i < COMMANDS_A_STEP; i++) {
                    next.get().run();
                    next = Optional.ofNullable(waiting.poll());
                }
                next.ifPresent(Work::run);
            }
        } catch (InterruptedException e) {
            LOG.debug("the engine's thread ends");
        } finally {
            RuntimeException stopped =
                    new EngineException(
                            ErrorCode.UNAVAILABLE, "the engine is stopping; try again soon");
            for (Work left = waiting.poll(); left != null; left = waiting.poll()) {
                left.refuse(stopped);
            }
        }
    }

    private boolean step() {
        fleet.expire()
                .forEach(agent -> {
                    LOG.warn("agent {} has not been heard of; its orders go back", agent);
                    agenda.release(agent, 0);
                });
        if (isResting()) {
            return false;
        }
        try {
            return agenda.step(steps, clock.now(), clock.nanoTime(), fleet.live());
        } catch (EngineException e) {
            LOG.warn("the engine's own work waits: {}", e.getMessage());
            return rest();
        } catch (RuntimeException e) {
            LOG.error("a step of the agenda failed; going on in {} s", REST.toSeconds(), e);
            return rest();
        }
    }

    /// What the failed step was about is found again in the catalogue.
    private boolean rest() {
        restUntilNanos = clock.nanoTime() + REST.toNanos();
        agenda.derive();
        return false;
    }

    private boolean isResting() {
        return clock.nanoTime() - restUntilNanos < 0;
    }

    /// What audits need.
    private final class AuditsPort implements AuditPort {
        @Override
        public <R> R call(Command<R> command) {
            return Engine.this.call(command);
        }

        @Override
        public Snapshot snapshot() {
            return Engine.this.snapshot();
        }

        @Override
        public Map<String, Long> live() {
            return fleet.live();
        }

        @Override
        public void tell(ToAgent message) {
            Engine.this.tell(message);
        }

        @Override
        public Epoch epoch() {
            return loop.epoch();
        }
    }

    /// Runs what the agenda wants on the deciding thread.
    private final class Steps implements Agenda.Runner {
        @Override
        public <R> R run(Command<R> command) {
            DecisionLoop.Pending<R> pending = loop.decide(command);
            act(pending);
            return pending.answer();
        }

        @Override
        public ShareLinks shareLinks(boolean renew) {
            return ShareLinks.of(catalog.latest(), fleet, renew).measuredBy(probes.measuring());
        }

        @Override
        public Optional<FromAgent.Space> space(String rse) {
            return fleet.space(rse);
        }

        @Override
        public Set<String> following() {
            return fleet.following(loop.epoch());
        }
    }

    private Optional<Work> await() throws InterruptedException {
        Instant due = agenda.nextDue();
        boolean longWait = isResting() || due.isAfter(clock.now().plus(IDLE));
        Duration idle = longWait ? IDLE : until(due);
        return Optional.ofNullable(waiting.poll(idle.toMillis(), TimeUnit.MILLISECONDS));
    }

    private Duration until(Instant due) {
        Instant now = clock.now();
        return due.isBefore(now) ? Duration.ZERO : Duration.between(now, due);
    }

    /// Stops deciding; commands that still wait are refused. The catalogue stays open.
    @Override
    public void close() {
        stopping = true;
        checks.close();
        audits.close();
        scrubs.close();
        backups.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
