package org.godwit.store.rocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.SortedFile;
import org.godwit.catalog.Table;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.schema.CatalogHead;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.godwit.store.schema.PendingFiles;
import org.godwit.store.schema.Profile;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A RocksDB database with the column families of [CatalogSchema]. Writing, syncing, snapshots and
/// maintenance may run on different threads; [#latest] and its cursors belong to one thread.
public final class RocksStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

    /// How long closing waits for readers.
    private static final Duration READERS_PATIENCE = Duration.ofSeconds(5);

    private final Path directory;
    private final NativeOptions options;
    private final RocksDB database;
    private final Map<Table<?, ?>, ColumnFamilyHandle> handles;
    private final Map<Table<?, ?>, Integer> numbers = new HashMap<>();
    private final List<ColumnFamilyHandle> allHandles;
    private final WriteOptions unsynced = new WriteOptions();
    private final ReadOptions reads = new ReadOptions();
    private final Readers readers = new Readers();
    private final SmallRows smallRows = new SmallRows();
    private final RocksView latest;
    private final CompletableFuture<EngineException> damage = new CompletableFuture<>();
    private volatile boolean closed;

    private RocksStore(
            Path directory,
            NativeOptions options,
            RocksDB database,
            List<ColumnFamilyHandle> allHandles) {
        this.directory = directory;
        this.options = options;
        this.database = database;
        this.allHandles = allHandles;
        handles = new HashMap<>();
        for (int i = 0; i < CatalogSchema.FAMILIES.size(); i++) {
            Table<?, ?> table = CatalogSchema.FAMILIES.get(i).table();
            handles.put(table, allHandles.get(i + 1));
            numbers.put(table, allHandles.get(i + 1).getID());
        }
        latest = new RocksView(this, null, new ReadOptions());
    }

    /// Opens the database, or makes it if there is none; makes the directory with mode 0700.
    ///
    /// Errors: [ErrorCode#UNAVAILABLE] if another process has it open, [ErrorCode#CATALOG_CORRUPT]
    /// if it is damaged, [ErrorCode#UNSUPPORTED_OPERATION] if another version wrote it,
    /// [ErrorCode#STORAGE_ERROR] if the disk fails.
    public static RocksStore open(Path directory, CatalogOptions catalogOptions) {
        RocksDB.loadLibrary();
        makeDirectory(directory);
        ManifestCheck.require(directory);
        WalCheck.require(directory);
        StoredSchema.requireNotEarlier(directory);
        return openAnyVersion(directory, catalogOptions);
    }

    /// As [#open], but adds the tables of this version to a catalogue of an earlier one: for its
    /// migration.
    public static RocksStore openAnyVersion(Path directory, CatalogOptions catalogOptions) {
        NativeOptions options = new NativeOptions(catalogOptions);
        try {
            List<ColumnFamilyDescriptor> families = new ArrayList<>();
            families.add(
                    new ColumnFamilyDescriptor(
                            RocksDB.DEFAULT_COLUMN_FAMILY, options.family(Profile.SMALL)));
            for (Family<?, ?> family : CatalogSchema.FAMILIES) {
                families.add(
                        new ColumnFamilyDescriptor(name(family), options.family(family.profile())));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB database =
                    RocksDB.open(options.database(), directory.toString(), families, handles);
            RocksStore store = new RocksStore(directory, options, database, handles);
            store.takeInPending();
            return store;
        } catch (RocksDBException e) {
            options.close();
            throw RocksErrors.failed(directory, "open the catalogue", e);
        }
    }

    private static byte[] name(Family<?, ?> family) {
        return family.table().name().getBytes(StandardCharsets.UTF_8);
    }

    static void makeDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot make the directory " + directory + ": " + e,
                    e);
        }
    }

    /// What was written last; for the writer's thread.
    public CatalogView latest() {
        return latest;
    }

    /// A view of this moment.
    public Snapshot snapshot() {
        return new RocksSnapshot(this);
    }

    /// Where the catalogue stands, unless nothing was ever written.
    public Optional<CatalogHead> head() {
        return head(reads);
    }

    Optional<CatalogHead> head(ReadOptions at) {
        try {
            return Optional.ofNullable(database().get(allHandles.getFirst(), at, CatalogHead.key()))
                    .map(CatalogHead::decode);
        } catch (RocksDBException e) {
            throw failed("read the catalogue's head", e);
        }
    }

    /// Writes the changes and the new head, all or nothing; visible at once, durable after the next
    /// [#syncLog].
    public void write(List<Change<?, ?>> changes, CatalogHead head) {
        BatchBytes rows = rows(changes, head);
        long since = database().getLatestSequenceNumber() + 1;
        changes.stream()
                .map(Change::table)
                .distinct()
                .forEach(table -> smallRows.change(table, since));
        write(rows);
    }

    private BatchBytes rows(List<Change<?, ?>> changes, CatalogHead head) {
        BatchBytes rows = new BatchBytes();
        for (Change<?, ?> change : changes) {
            put(rows, change);
        }
        rows.put(allHandles.getFirst().getID(), CatalogHead.key(), head.encode());
        return rows;
    }

    private void write(BatchBytes rows) {
        try (WriteBatch batch = new WriteBatch(rows.finish())) {
            database().write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("write to the catalogue", e);
        } finally {
            latest.changed();
        }
    }

    /// Begins a file of a table's rows, in the directory from which [#takeIn] takes it.
    public SortedFileWriter newFile(Family<?, ?> family, String name) {
        Path incoming = FileIntake.directory(directory);
        makeDirectory(incoming);
        return new SortedFileWriter(directory, options, family, incoming.resolve(name));
    }

    /// Where files are written that are to be taken in; what an earlier load has left is gone.
    public Path newIncoming() {
        FileIntake.clear(directory);
        Path incoming = FileIntake.directory(directory);
        makeDirectory(incoming);
        return incoming;
    }

    /// Writes the changes, the rows of the files and the new head: all or, if the process dies
    /// before the log has it, nothing. Durable when it returns. For a catalogue that nobody reads
    /// meanwhile.
    ///
    /// Errors: [ErrorCode#DUPLICATE] if a file's range holds rows, [ErrorCode#CATALOG_CORRUPT] if a
    /// file is not the one that is named; nothing is changed then.
    public void takeIn(List<Change<?, ?>> changes, List<SortedFile> files, CatalogHead head) {
        FileIntake.check(this, files);
        announce(changes, files, head);
        FileIntake.ingest(this, files, false);
        takenIn();
    }

    /// Writes the changes, the new head and which files are still to be taken in; durable when it
    /// returns.
    void announce(List<Change<?, ?>> changes, List<SortedFile> files, CatalogHead head) {
        smallRows.changeAll(Long.MAX_VALUE);
        BatchBytes rows = rows(changes, head);
        rows.put(allHandles.getFirst().getID(), PendingFiles.key(), PendingFiles.encode(files));
        write(rows);
        syncLog();
    }

    /// Finishes what a process that died has begun to take in.
    private void takeInPending() throws RocksDBException {
        byte[] pending = database.get(allHandles.getFirst(), reads, PendingFiles.key());
        if (pending != null) {
            FileIntake.ingest(this, PendingFiles.decode(pending), true);
            takenIn();
        }
        FileIntake.clear(directory);
    }

    private void takenIn() {
        try {
            database().delete(allHandles.getFirst(), unsynced, PendingFiles.key());
        } catch (RocksDBException e) {
            throw failed("write to the catalogue", e);
        } finally {
            latest.changed();
            smallRows.changeAll(database.getLatestSequenceNumber());
        }
        syncLog();
        FileIntake.clear(directory);
    }

    private <K extends Comparable<? super K>, V> void put(BatchBytes rows, Change<K, V> change) {
        Family<K, V> family = CatalogSchema.of(change.table());
        int number = number(change.table());
        byte[] key = family.encodeKey(change.key());
        switch (change) {
            case Change.Put<K, V> put -> rows.put(number, key, family.encodeValue(put.value()));
            case Change.Delete<K, V> _ -> rows.delete(number, key);
        }
    }

    private int number(Table<?, ?> table) {
        Integer number = numbers.get(table);
        if (number == null) {
            throw new IllegalArgumentException("no column family for table " + table);
        }
        return number;
    }

    /// Makes all that was written before the call survive a crash of the machine.
    public void syncLog() {
        try {
            database().flushWal(true);
        } catch (RocksDBException e) {
            throw failed("sync the catalogue's log", e);
        }
    }

    /// What a failure of RocksDB means; damage is also told to those who wait for [#damage].
    EngineException failed(String doing, RocksDBException e) {
        EngineException failure = RocksErrors.failed(directory, doing, e);
        if (failure.code() == ErrorCode.CATALOG_CORRUPT) {
            damage.complete(failure);
        }
        return failure;
    }

    /// Completes with the first damage that was met.
    public CompletableFuture<EngineException> damage() {
        return damage;
    }

    /// Readers now open, by what they read; a leak if nobody reads.
    public Map<String, Integer> openReaders() {
        return readers.open();
    }

    public Path directory() {
        return directory;
    }

    /// The database; refused once it is closed, since closed native objects crash the process.
    RocksDB database() {
        if (closed) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE, "the catalogue is closed: try again later");
        }
        return database;
    }

    SmallRows smallRows() {
        return smallRows;
    }

    Readers readers() {
        return readers;
    }

    ColumnFamilyHandle handle(Table<?, ?> table) {
        ColumnFamilyHandle handle = handles.get(table);
        if (handle == null) {
            throw new IllegalArgumentException("no column family for table " + table);
        }
        return handle;
    }

    /// Waits a few seconds for readers, then closes. If some reader stays, the database stays open
    /// until the process ends, since closing it under a reader would crash the process.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!readers.close(READERS_PATIENCE)) {
            LOG.error("catalogue not closed, still read: {}", readers.open());
            return;
        }
        latest.close();
        reads.close();
        unsynced.close();
        allHandles.forEach(ColumnFamilyHandle::close);
        database.close();
        options.close();
    }
}
