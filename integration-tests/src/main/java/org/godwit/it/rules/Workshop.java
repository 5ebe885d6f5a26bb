package org.godwit.it.rules;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.decision.Effect;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.it.cases.Progress;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
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

/// An engine over RocksDB with sites FR, US and UK, an RSE in each, and short ways to fill it.
/// Files have replicas at UK. Commands go through the engine's queue and are answered when they are
/// synced.
final class Workshop implements AutoCloseable {
    static final List<String> SITES = List.of("FR", "US", "UK");
    static final String SCOPE = "bench";
    static final long FILE_BYTES = 1_000_000;
    private static final int BATCH = 1_000;

    /// How often a state that is waited for is looked at.
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    private final RocksCatalog catalog;
    private final Engine engine;
    private final Fleet fleet;
    private final EngineClock clock;
    private final Progress progress;
    private final LinkedBlockingQueue<Effect.GiveOrders> orders = new LinkedBlockingQueue<>();

    private Workshop(
            RocksCatalog catalog,
            Engine engine,
            Fleet fleet,
            EngineClock clock,
            Progress progress) {
        this.catalog = catalog;
        this.engine = engine;
        this.fleet = fleet;
        this.clock = clock;
        this.progress = progress;
    }

    static Workshop open(Path directory, EngineClock clock, long seed, Progress progress) {
        Fleet fleet = new Fleet(clock);
        RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT);
        Engine engine =
                Engine.open(
                        catalog,
                        clock,
                        new SplittableRandom(seed),
                        fleet,
                        Map.of(),
                        MoveLimits.DEFAULT);
        Workshop workshop = new Workshop(catalog, engine, fleet, clock, progress);
        engine.start(workshop::effect);
        engine.call(new Initialise(List.of("root"), List.of(SCOPE)));
        for (String site : SITES) {
            engine.call(new AddSite(site, site));
            engine.call(new AddRse(site, site, RseType.DISK, true, Map.of()));
        }
        return workshop;
    }

    private void effect(Effect effect, CompletableFuture<Void> durable) {
        if (effect instanceof Effect.GiveOrders give) {
            CompletableFuture<Void> _ = durable.thenRun(() -> orders.add(give));
        }
    }

    Engine engine() {
        return engine;
    }

    Fleet fleet() {
        return fleet;
    }

    EngineClock clock() {
        return clock;
    }

    Progress progress() {
        return progress;
    }

    /// Orders given to agents, as they are sent.
    LinkedBlockingQueue<Effect.GiveOrders> orders() {
        return orders;
    }

    static Did did(String name) {
        return new Did(SCOPE, name);
    }

    void collection(String name, DidType type) {
        engine.call(new AddDids(List.of(NewDid.collection(did(name), type)), "root"));
    }

    void attach(String parent, List<Did> children) {
        engine.call(new Attach(did(parent), children, Attachments.Duplicates.REFUSED));
    }

    void collections(List<Did> names, DidType type) {
        for (int from = 0; from < names.size(); from += BATCH) {
            engine.call(
                    new AddDids(
                            names.subList(from, Math.min(names.size(), from + BATCH)).stream()
                                    .map(name -> NewDid.collection(name, type))
                                    .toList(),
                            "root"));
        }
    }

    /// Attaches without waiting; what is answered waits.
    Runnable attachLater(String parent, List<Did> children) {
        CompletableFuture<Integer> answer =
                engine.submit(new Attach(did(parent), children, Attachments.Duplicates.REFUSED));
        return answer::join;
    }

    /// The name of a file by its number.
    static Did file(String prefix, int number) {
        return did("%s%08d.fits".formatted(prefix, number));
    }

    /// Registers files `prefix` + number at UK and attaches them to a dataset, many at a time.
    void files(String dataset, String prefix, int count) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH) {
            List<Did> names = names(prefix, from, Math.min(count, from + BATCH));
            answers.add(engine.submit(new AddReplicas("UK", replicas(names), "root")));
            answers.add(
                    engine.submit(new Attach(did(dataset), names, Attachments.Duplicates.REFUSED)));
        }
        answers.forEach(CompletableFuture::join);
    }

    /// Registers files at UK.
    void replicas(String prefix, int count) {
        replicasAt("UK", prefix, count);
    }

    /// Registers files at an RSE.
    void replicasAt(String rse, String prefix, int count) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH) {
            List<Did> names = names(prefix, from, Math.min(count, from + BATCH));
            answers.add(engine.submit(new AddReplicas(rse, replicas(names), "root")));
        }
        answers.forEach(CompletableFuture::join);
    }

    private static List<Did> names(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> file(prefix, i)).toList();
    }

    private static List<NewReplica> replicas(List<Did> names) {
        return names.stream()
                .map(name ->
                        new NewReplica(
                                name, FILE_BYTES, new Adler32(name.hashCode()), Optional.empty()))
                .toList();
    }

    RuleId rule(String name, RuleSpec spec) {
        return engine.call(new AddRule(List.of(did(name)), List.of(spec), "root")).getFirst();
    }

    RuleRow row(RuleId rule) {
        return engine.read(view -> Rules.row(view, rule));
    }

    /// Waits until a rule is as it should be.
    void await(RuleId rule, Predicate<RuleRow> condition) throws InterruptedException {
        while (!condition.test(row(rule))) {
            clock.sleep(LOOK_EVERY);
        }
    }

    double seconds(long sinceNanos) {
        return (clock.nanoTime() - sinceNanos) / 1e9;
    }

    @Override
    public void close() {
        engine.close();
        catalog.close();
    }
}
