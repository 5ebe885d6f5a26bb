package org.godwit.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.DamagedFile;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.store.rocks.RocksFiles;
import org.godwit.store.rocks.RocksStore;
import org.godwit.store.rocks.StoredSchema;
import org.godwit.store.rocks.TableFiles;
import org.godwit.store.rocks.TableSizes;
import org.godwit.store.schema.CatalogHead;

/// The catalogue in RocksDB, in a directory of its own. Each change set is one atomic batch that
/// carries its index and epoch; its future completes on the thread that syncs the log, so what
/// depends on it must not block. One process at a time may have it open.
///
/// A change set that cannot be stored because of its content, or because too little space is left,
/// is refused with an exception and changes nothing; the next one is welcome. When the disk fails,
/// that change set and all later ones fail with the same error until the catalogue is opened again;
/// none of them was acknowledged.
public final class RocksCatalog implements ReplicaCatalog {
    private static final CatalogHead EMPTY =
            new CatalogHead(0, new Epoch(0, 0), Tables.SCHEMA_VERSION, Instant.EPOCH);

    private final RocksStore store;
    private final AcknowledgedMark mark;
    private final GroupSync sync;
    private final SpaceReserve space;
    private volatile CatalogHead head;
    private boolean closed;

    private RocksCatalog(
            RocksStore store, AcknowledgedMark mark, SpaceReserve space, CatalogHead head) {
        this.store = store;
        this.mark = mark;
        this.space = space;
        this.head = head;
        sync = new GroupSync(this::syncUpTo, head.index());
    }

    /// Opens the catalogue in `directory`, or makes an empty one.
    ///
    /// Errors: [ErrorCode#UNAVAILABLE] if another process has it open, [ErrorCode#CATALOG_CORRUPT]
    /// if it is damaged or its log ends before the last acknowledged change set,
    /// [ErrorCode#UNSUPPORTED_OPERATION] if it has another schema version.
    public static RocksCatalog open(Path directory, CatalogOptions options) {
        RocksStore store = RocksStore.open(directory, options);
        try {
            CatalogHead head = store.head().orElse(EMPTY);
            requireVersion(directory, head);
            AcknowledgedMark mark = AcknowledgedMark.open(directory);
            try {
                requireComplete(directory, mark, head);
                store.syncLog();
                mark.write(head.index());
                SpaceReserve space = new SpaceReserve(directory, options.reserveBytes());
                return new RocksCatalog(store, mark, space, head);
            } catch (RuntimeException e) {
                mark.close();
                throw e;
            }
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static void requireVersion(Path directory, CatalogHead head) {
        if (head.schemaVersion() < Tables.SCHEMA_VERSION) {
            throw StoredSchema.earlier(directory, head.schemaVersion());
        }
        if (head.schemaVersion() != Tables.SCHEMA_VERSION) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "the catalogue in "
                            + directory
                            + " has schema version "
                            + head.schemaVersion()
                            + ", this program knows "
                            + Tables.SCHEMA_VERSION
                            + ": install the version that wrote it");
        }
    }

    static void requireComplete(Path directory, AcknowledgedMark mark, CatalogHead head) {
        long acknowledged = mark.read().orElse(0);
        if (acknowledged > head.index()) {
            throw new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    "the catalogue in "
                            + directory
                            + " ends at change set "
                            + head.index()
                            + ", but "
                            + acknowledged
                            + " was acknowledged: restore a backup with `godwit catalog restore`,"
                            + " or, to go on without what is lost, remove its file "
                            + AcknowledgedMark.FILE);
        }
    }

    @Override
    public CatalogView latest() {
        return store.latest();
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    /// Beside the catalogue, on the same disk.
    @Override
    public Path scratch() {
        Path directory = store.directory();
        return directory.resolveSibling(directory.getFileName() + ".scratch");
    }

    @Override
    public CompletableFuture<Void> apply(ChangeSet changes) {
        if (changes.index() != head.index() + 1) {
            throw new IllegalArgumentException(
                    "change set " + changes.index() + " after " + head.index());
        }
        if (changes.schemaVersion() != Tables.SCHEMA_VERSION) {
            throw new IllegalArgumentException(
                    "change set of schema version " + changes.schemaVersion());
        }
        Optional<EngineException> failure = sync.failure();
        if (failure.isPresent()) {
            return CompletableFuture.failedFuture(failure.get());
        }
        space.require();
        CatalogHead next =
                new CatalogHead(
                        changes.index(), changes.epoch(), changes.schemaVersion(), changes.time());
        try {
            if (changes.files().isEmpty()) {
                store.write(changes.changes(), next);
            } else {
                store.takeIn(changes.changes(), changes.files(), next);
            }
        } catch (EngineException e) {
            if (e.code() == ErrorCode.INVALID_INPUT || e.code() == ErrorCode.DUPLICATE) {
                throw e; // the content, not the disk: nothing was written
            }
            sync.fail(e);
            return CompletableFuture.failedFuture(e);
        }
        head = next;
        return sync.written(next.index());
    }

    /// Runs on the thread of [GroupSync].
    private void syncUpTo(long index) {
        store.syncLog();
        mark.write(index);
    }

    @Override
    public CompletableFuture<Void> durable(long index) {
        // A snapshot may show a change set in the moment before its writer hands it in.
        if (index > head.index() && index > store.head().map(CatalogHead::index).orElse(0L)) {
            throw new IllegalArgumentException("change set " + index + " was not applied");
        }
        return sync.durable(index);
    }

    @Override
    public long lastIndex() {
        return head.index();
    }

    @Override
    public Epoch lastEpoch() {
        return head.epoch();
    }

    /// Compacts every table until nothing is left to be done; takes as long as it takes to write
    /// all that is not on the lowest level yet.
    public void compact() {
        TableSizes.compact(store);
    }

    /// What each table takes on disk.
    public Map<String, Long> bytesByTable() {
        return TableSizes.bytesByTable(store);
    }

    /// The database underneath, for maintenance within this module.
    public RocksStore store() {
        return store;
    }

    /// Cursors and snapshots now open, by table; a leak if nobody reads.
    public Map<String, Integer> openReaders() {
        return store.openReaders();
    }

    /// Makes a consistent copy in a directory that must not exist yet, while the catalogue is
    /// written; on the same file system most of it is hard links. Opening the copy gives a
    /// catalogue with the same epoch: use it for reading, or restore a backup to go on from.
    public void checkpoint(Path copy) {
        RocksFiles.checkpoint(store, copy);
    }

    /// Adds a backup to a directory of backups, while the catalogue is written: only files that no
    /// earlier backup has are copied. All but the newest `keep` backups are removed.
    public BackupSummary backup(Path backups, int keep) {
        return RocksFiles.backup(store, backups, keep);
    }

    @Override
    public List<DamagedFile> damagedFiles(Consumer<String> each) {
        List<DamagedFile> damaged = new ArrayList<>();
        for (TableFiles.TableFile file : tableFiles()) {
            each.accept(file.name());
            verify(file).ifPresent(damaged::add);
        }
        return damaged;
    }

    /// The files that hold rows now.
    public List<TableFiles.TableFile> tableFiles() {
        return TableFiles.list(store);
    }

    /// Reads a file and compares its checksums.
    public Optional<DamagedFile> verify(TableFiles.TableFile file) {
        return TableFiles.verify(store, file);
    }

    /// Tells those who wait for [#damage] of a damaged file.
    public void report(DamagedFile file) {
        store.damage()
                .complete(
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                file
                                        + ": stop the engine, look with `godwit catalog check DIR`,"
                                        + " restore a backup with `godwit catalog restore`"));
    }

    /// Completes when something read turns out to be damaged: what is damaged is never served, and
    /// whoever serves the rest should end.
    public CompletableFuture<EngineException> damage() {
        return store.damage();
    }

    /// Syncs what is applied, waits a few seconds for readers, closes.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sync.close();
        mark.close();
        store.close();
    }
}
