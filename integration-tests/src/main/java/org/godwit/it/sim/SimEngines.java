package org.godwit.it.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.deletion.DeletionPermit;
import org.godwit.message.FromAgent;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.topology.StoragePath;
import org.jspecify.annotations.Nullable;

/// The engines: the one that rules, if it runs, and those that were replaced and do not know.
final class SimEngines {
    /// How often a message reaches an engine where two ask the post for the same mail.
    private static final double SHARED_POST_RATE = 0.7;

    private final World world;
    private final Chance chance;
    private final List<SimEngine> deposed = new ArrayList<>();

    /// Which catalogue the engine of an epoch decides by; engines that run one after the other
    /// share it.
    private final Map<Epoch, WatchedCatalog> catalogs = new HashMap<>();

    /// Agents that hear only the engine that was replaced last; the others hear only the one that
    /// rules. Empty while all hear both.
    private final Set<String> oldSide = new TreeSet<>();

    private Optional<SimEngine> splitOff = Optional.empty();
    private Optional<Backup> backup = Optional.empty();
    private WatchedCatalog catalog;
    private @Nullable SimEngine ruling;

    private record Backup(WatchedCatalog catalog, Map<String, Promises.Promise> promises) {}

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
            SimEngine engine = new SimEngine(world, catalog, chance);
            ruling = engine;
            catalogs.put(engine.epoch(), catalog);
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

    /// The catalogue by which the engine of an epoch decides, or decided last.
    Optional<CatalogView> viewOf(Epoch epoch) {
        return Optional.ofNullable(catalogs.get(epoch)).map(WatchedCatalog::latest);
    }

    /// The engines that were replaced and take commands still.
    List<SimEngine> deposed() {
        return deposed.stream().filter(SimEngine::isServing).toList();
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
        if (world.mayNow(Fault.POST_SPLIT) && splitOff.isEmpty()) {
            split(engine);
        }
        world.timeline()
                .in(
                        chance.between(Duration.ofMinutes(1), Duration.ofHours(3)),
                        () -> retire(engine));
    }

    private void split(SimEngine engine) {
        world.count(Fault.POST_SPLIT);
        splitOff = Optional.of(engine);
        world.agentNames().stream().filter(_ -> chance.with(0.5)).forEach(oldSide::add);
        world.trace().line(() -> "only " + engine.epoch() + " is heard by " + oldSide);
    }

    private void retire(SimEngine engine) {
        if (deposed.remove(engine)) {
            engine.die();
        }
        if (splitOff.equals(Optional.of(engine))) {
            splitOff = Optional.empty();
            oldSide.clear();
        }
    }

    /// Makes a backup of the catalogue that counts, and later ones.
    void keepBackups() {
        backup = Optional.of(new Backup(catalog.copy(), world.checker().promises().known()));
        world.timeline()
                .in(
                        chance.between(Duration.ofMinutes(30), Duration.ofHours(2)),
                        () -> {
                            if (!world.isCalm()) {
                                keepBackups();
                            }
                        });
    }

    /// The engine and its catalogue are lost; one starts from the last backup. An administrator
    /// compares it with the storages before anything may be deleted.
    void restore() {
        SimEngine engine = ruling;
        if (engine == null || backup.isEmpty()) {
            return;
        }
        world.count(Fault.CATALOG_RESTORED);
        world.trace().line(() -> "the catalogue is lost");
        engine.die();
        List.copyOf(deposed).forEach(this::retire);
        catalog.watch(changes -> {});
        Backup from = backup.get();
        catalog =
                world.has(Mutant.ENGINE_RESTORES_INCARNATION)
                        ? from.catalog().copy()
                        : from.catalog().restored();
        catalog.watch(world.checker()::applies);
        ruling = null;
        world.checker().restored(from.catalog().lastIndex(), from.promises());
        world.timeline()
                .in(chance.between(Duration.ofSeconds(1), Duration.ofHours(1)), this::start);
        world.timeline().in(Duration.ofHours(2), this::compare);
    }

    private void compare() {
        SimEngine engine = serving();
        if (engine == null) {
            world.timeline().in(Duration.ofMinutes(5), this::compare);
            return;
        }
        takeAwayUnknown();
        world.checker().deletions().permit(engine.epoch().incarnation());
        var _ = engine.submit(new DeletionPermit.Give());
    }

    /// Files that are not what belongs there, and of which the catalogue knows nothing, would be in
    /// the way for ever.
    private void takeAwayUnknown() {
        Map<String, Set<String>> known = new HashMap<>();
        CatalogView view = catalog.latest();
        try (Cursor<ReplicaKey, ReplicaRow> rows = view.scanAll(Tables.REPLICAS)) {
            rows.forEachRemaining(row -> {
                if (row.getValue().state() != ReplicaState.COPYING) {
                    String rse = view.get(Tables.RSES, row.getKey().rse()).orElseThrow().name();
                    known.computeIfAbsent(rse, _ -> new HashSet<>())
                            .add(StoragePath.of(view, row.getKey().did(), row.getValue()));
                }
            });
        }
        for (String rse : world.rseNames()) {
            SimDisk disk = world.disk(rse);
            for (String path : disk.names()) {
                if (!path.startsWith(Users.INCOMING)
                        && !known.getOrDefault(rse, Set.of()).contains(path)
                        && !disk.lookAt(path).equals(world.truth().at(path))) {
                    disk.takeAway(path);
                }
            }
        }
    }

    /// Faults end: one engine is left, and it runs.
    void calm() {
        List.copyOf(deposed).forEach(this::retire);
        start();
    }

    /// Hands a message to the engines that ask for it.
    void receive(Envelope envelope) {
        String agent = ((FromAgent) envelope.message()).agent();
        for (SimEngine engine : List.copyOf(deposed)) {
            if (chance.with(SHARED_POST_RATE) && hears(agent, engine)) {
                engine.receive(envelope);
            }
        }
        SimEngine engine = ruling;
        boolean reaches = deposed.isEmpty() || chance.with(SHARED_POST_RATE);
        if (engine != null && reaches && hears(agent, engine)) {
            engine.receive(envelope);
        }
    }

    private boolean hears(String agent, SimEngine engine) {
        return splitOff.isEmpty() || oldSide.contains(agent) == splitOff.get().equals(engine);
    }

    /// Whether an agent gets what the engine of an epoch says.
    boolean hears(String agent, Epoch epoch) {
        return splitOff.isEmpty()
                || oldSide.contains(agent) == splitOff.get().epoch().equals(epoch);
    }
}
