package org.godwit.it.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.decision.Effect;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.Bottleneck;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Initialise;
import org.godwit.namespace.NewDid;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.AddRule;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.transfer.RecordOutcomes;

/// A dataset of many files, a rule for two copies of it, and agents that report every order as done
/// at once: what is left is the engine's own work, synced to disk.
final class EngineBench {
    private static final int BATCH = 1_000;
    private static final long FILE_BYTES = 1_000_000;
    private static final Did DATASET = new Did("bench", "dataset");

    private final Engine engine;
    private final Fleet fleet;
    private final EngineClock clock;
    private final int files;
    private final LinkedBlockingQueue<Effect.GiveOrders> given = new LinkedBlockingQueue<>();
    private final List<BenchCommand.Figure> figures = new ArrayList<>();

    private EngineBench(Engine engine, Fleet fleet, EngineClock clock, int files) {
        this.engine = engine;
        this.fleet = fleet;
        this.clock = clock;
        this.files = files;
    }

    static List<BenchCommand.Figure> run(Path directory, int files, EngineClock clock) {
        Fleet fleet = new Fleet(clock);
        try (RocksCatalog catalog =
                        RocksCatalog.open(directory.resolve("catalog"), CatalogOptions.DEFAULT);
                Engine engine =
                        Engine.open(
                                catalog,
                                clock,
                                new SplittableRandom(1),
                                fleet,
                                Map.of(),
                                MoveLimits.DEFAULT)) {
            EngineBench bench = new EngineBench(engine, fleet, clock, files);
            engine.start(bench::effect);
            bench.world();
            bench.register();
            bench.plan();
            bench.finish();
            return List.copyOf(bench.figures);
        }
    }

    private void effect(Effect effect, CompletableFuture<Void> durable) {
        if (effect instanceof Effect.GiveOrders give) {
            CompletableFuture<Void> _ = durable.thenRun(() -> given.add(give));
        }
    }

    private void world() {
        engine.call(new Initialise(List.of("root"), List.of("bench")));
        for (String site : List.of("FR", "US", "UK")) {
            engine.call(new AddSite(site, ""));
            engine.call(new AddRse(site, site, RseType.DISK, true, Map.of()));
        }
    }

    private void register() {
        engine.call(new AddDids(List.of(NewDid.collection(DATASET, DidType.DATASET)), "root"));
        long start = clock.nanoTime();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int from = 0; from < files; from += BATCH) {
            List<Did> names =
                    IntStream.range(from, Math.min(files, from + BATCH))
                            .mapToObj(i -> new Did("bench", "raft/exposure_%08d.fits".formatted(i)))
                            .toList();
            List<NewReplica> replicas =
                    names.stream()
                            .map(name ->
                                    new NewReplica(
                                            name,
                                            FILE_BYTES,
                                            new Adler32(name.hashCode()),
                                            Optional.empty()))
                            .toList();
            answers.add(engine.submit(new AddReplicas("UK", replicas, "root")));
            answers.add(engine.submit(new Attach(DATASET, names, Attachments.Duplicates.REFUSED)));
        }
        answers.forEach(CompletableFuture::join);
        figures.add(new BenchCommand.Figure("register", files / seconds(start), "files/s"));
    }

    private void plan() {
        long start = clock.nanoTime();
        RuleId rule =
                engine.call(new AddRule(List.of(DATASET), List.of(RuleSpec.of(2, "FR+US")), "root"))
                        .getFirst();
        figures.add(new BenchCommand.Figure("rule-answer", seconds(start) * 1_000, "ms"));
        await(rule, Set.of(RuleState.REPLICATING));
        figures.add(new BenchCommand.Figure("rule-planned", seconds(start), "s"));
        figures.add(new BenchCommand.Figure("rule-locks", 2.0 * files / seconds(start), "locks/s"));
    }

    private void finish() {
        for (String site : List.of("FR", "US", "UK")) {
            engine.call(
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
        long start = clock.nanoTime();
        int done = 0;
        wake();
        while (done < 2 * files) {
            done += report();
        }
        figures.add(new BenchCommand.Figure("finish", done / seconds(start), "files/s"));
    }

    /// The agents must be heard of from time to time, as real ones are.
    private void wake() {
        List.of("FR", "US", "UK").forEach(site -> fleet.welcomed(site, 1));
        engine.wakeLinks();
    }

    private int report() {
        Effect.GiveOrders give = take();
        wake();
        List<TransferOutcome.Completed> completed =
                give.orders().stream()
                        .map(order ->
                                new TransferOutcome.Completed(
                                        order.id(),
                                        1,
                                        order.bytes(),
                                        order.adler32(),
                                        order.bytes(),
                                        false,
                                        Optional.of(Bottleneck.LINK)))
                        .toList();
        engine.call(
                new RecordOutcomes(new FromAgent.Outcomes(give.agent(), 1, completed, List.of())));
        return completed.size();
    }

    private Effect.GiveOrders take() {
        try {
            return given.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void await(RuleId rule, Set<RuleState> states) {
        while (!states.contains(engine.read(view -> Rules.row(view, rule).state()))) {
            try {
                clock.sleep(Duration.ofMillis(5));
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private double seconds(long since) {
        return (clock.nanoTime() - since) / 1e9;
    }
}
