package org.godwit.it.sim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.model.Epoch;

/// The catalogue of an engine, on a disk that syncs after a while, several change sets at once, and
/// that shows every change set to a watcher before it is applied.
final class WatchedCatalog implements ReplicaCatalog {
    private final MemoryCatalog memory;
    private final World world;
    private final Chance chance;
    private Consumer<ChangeSet> watcher = changes -> {};
    private boolean syncing;
    private Runnable onNextChange = () -> {};

    WatchedCatalog(World world, MemoryCatalog memory, Chance chance) {
        this.world = world;
        this.memory = memory;
        this.chance = chance;
        memory.holdSyncs();
    }

    /// Shows change sets to a watcher from now on.
    void watch(Consumer<ChangeSet> newWatcher) {
        watcher = newWatcher;
    }

    /// Does something when the next change set has been applied.
    void onNextChange(Runnable action) {
        onNextChange = action;
    }

    /// A catalogue that begins with what this one shows.
    WatchedCatalog copy() {
        return new WatchedCatalog(world, memory.copy(), chance);
    }

    /// A catalogue that is restored from this one as a backup.
    WatchedCatalog restored() {
        return new WatchedCatalog(world, memory.restored(world.clock().now()), chance);
    }

    /// The machine dies: the newest change sets that nobody was told of are gone, any number of
    /// them.
    void crash() {
        memory.sync(chance.between(0, memory.unsynced()));
        memory.crash();
        syncing = false;
    }

    @Override
    public CompletableFuture<Void> apply(ChangeSet changes) {
        watcher.accept(changes);
        CompletableFuture<Void> durable = memory.apply(changes);
        if (!syncing) {
            syncing = true;
            world.timeline().in(chance.about(delay()), this::sync);
        }
        Runnable action = onNextChange;
        onNextChange = () -> {};
        action.run();
        return durable;
    }

    private Duration delay() {
        return world.isCalm() ? Duration.ofMillis(1) : world.options().syncDelay();
    }

    private void sync() {
        if (!syncing) {
            return;
        }
        memory.sync(chance.between(1, Math.max(1, memory.unsynced())));
        syncing = memory.unsynced() > 0;
        if (syncing) {
            world.timeline().in(chance.about(delay()), this::sync);
        }
    }

    @Override
    public CatalogView latest() {
        return memory.latest();
    }

    @Override
    public Snapshot snapshot() {
        return memory.snapshot();
    }

    @Override
    public CompletableFuture<Void> durable(long index) {
        return memory.durable(index);
    }

    @Override
    public long lastIndex() {
        return memory.lastIndex();
    }

    @Override
    public Epoch lastEpoch() {
        return memory.lastEpoch();
    }

    @Override
    public void close() {
        memory.close();
    }
}
