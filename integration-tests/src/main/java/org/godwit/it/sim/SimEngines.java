package org.godwit.it.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.model.Epoch;
import org.jspecify.annotations.Nullable;

/// The engines: the one that rules, if it runs, and those that were replaced and do not know.
final class SimEngines {
    /// How often a message reaches an engine where two ask the post for the same mail.
    private static final double SHARED_POST_RATE = 0.7;

    private final World world;
    private final Chance chance;
    private final List<SimEngine> deposed = new ArrayList<>();
    private WatchedCatalog catalog;
    private @Nullable SimEngine ruling;

    SimEngines(World world) {
        this.world = world;
        this.chance = Chance.of(world.options().seed(), "engines");
        this.catalog = new WatchedCatalog(world, MemoryCatalog.confined(), chance);
        catalog.watch(world.checker()::applies);
    }

    /// The catalogue that counts.
    WatchedCatalog catalog() {
        return catalog;
    }

    /// Starts the engine unless it runs.
    void start() {
        if (ruling == null) {
            world.checker().recovered();
            ruling = new SimEngine(world, catalog, chance);
        }
    }

    /// The engine that takes users' commands now, or null.
    @Nullable SimEngine serving() {
        SimEngine engine = ruling;
        return engine != null && engine.isServing() ? engine : null;
    }

    /// The time that the engine believes it is.
    Instant now() {
        return ruling != null ? ruling.now() : world.clock().now();
    }

    /// The catalogue by which the engine of an epoch decides, if it lives.
    Optional<CatalogView> viewOf(Epoch epoch) {
        List<SimEngine> all = new ArrayList<>(deposed);
        if (ruling != null) {
            all.add(ruling);
        }
        return all.stream()
                .filter(engine -> engine.epoch().equals(epoch))
                .findFirst()
                .map(engine -> engine.catalog().latest());
    }

    boolean isRuling(SimEngine engine) {
        return ruling == engine;
    }

    /// Kills the engine at once or within the next moments in which it has something on the way to
    /// its disk, and starts another after a while.
    void crashSoon() {
        if (chance.with(0.3)) {
            crash();
        } else {
            catalog.onNextChange(() ->
                    world.timeline().in(chance.about(world.options().syncDelay()), this::crash));
        }
    }

    private void crash() {
        SimEngine engine = ruling;
        if (engine == null || world.isCalm()) {
            return;
        }
        world.count(Fault.ENGINE_CRASH);
        engine.die();
        catalog.crash();
        ruling = null;
        world.timeline()
                .in(chance.between(Duration.ofSeconds(1), Duration.ofMinutes(20)), this::start);
    }

    /// Starts a new engine on a copy of the catalogue, while the old one goes on with the original.
    void replace() {
        SimEngine engine = ruling;
        if (engine == null) {
            return;
        }
        world.count(Fault.TWO_ENGINES);
        catalog.watch(changes -> {});
        catalog = catalog.copy();
        catalog.watch(world.checker()::applies);
        deposed.add(engine);
        ruling = null;
        start();
        world.timeline()
                .in(
                        chance.between(Duration.ofMinutes(1), Duration.ofHours(3)),
                        () -> retire(engine));
    }

    private void retire(SimEngine engine) {
        if (deposed.remove(engine)) {
            engine.die();
        }
    }

    /// Faults end: one engine is left, and it runs.
    void calm() {
        List.copyOf(deposed).forEach(this::retire);
        start();
    }

    /// Hands a message to the engines that ask for it.
    void receive(Envelope envelope) {
        for (SimEngine engine : List.copyOf(deposed)) {
            if (chance.with(SHARED_POST_RATE)) {
                engine.receive(envelope);
            }
        }
        SimEngine engine = ruling;
        if (engine != null && (deposed.isEmpty() || chance.with(SHARED_POST_RATE))) {
            engine.receive(envelope);
        }
    }
}
