package org.godwit.store.rocks;

import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.Table;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;

/// A view of one moment. Used by one thread at a time; close it.
final class RocksSnapshot implements Snapshot {
    static final String NAME = "snapshot";

    private final RocksStore store;
    private final RocksDB database;
    private final org.rocksdb.Snapshot snapshot;
    private final RocksView view;
    private final long index;
    private boolean closed;

    RocksSnapshot(RocksStore store) {
        this.store = store;
        database = store.database();
        store.readers().opened(NAME);
        snapshot = database.getSnapshot();
        ReadOptions options = new ReadOptions().setSnapshot(snapshot);
        view = new RocksView(store, snapshot, options);
        index = store.head(options).map(head -> head.index()).orElse(0L);
    }

    @Override
    public long index() {
        return index;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        requireOpen();
        return view.get(table, key);
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to) {
        requireOpen();
        return view.scan(table, from, to);
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
        requireOpen();
        return view.scanAll(table);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the snapshot is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        view.close();
        database.releaseSnapshot(snapshot);
        snapshot.close();
        store.readers().released(NAME);
    }
}
