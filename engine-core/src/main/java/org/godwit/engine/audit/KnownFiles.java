package org.godwit.engine.audit;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.godwit.audit.KnownFile;
import org.godwit.audit.PathOrder;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.ReplicaState;
import org.godwit.topology.StoragePath;

/// The replicas of an RSE, in the order in which a storage is listed.
final class KnownFiles {
    private static final ReplicaState[] STATES = ReplicaState.values();
    private static final int VALUE_BYTES = 3 * Long.BYTES + 1;

    private KnownFiles() {}

    /// Shows every replica at an RSE, in any state, by DID.
    static void each(CatalogView view, int rse, BiConsumer<ReplicaKey, ReplicaRow> visitor) {
        try (Cursor<RseDidKey, ReplicaState> keys =
                view.scan(
                        Tables.REPLICAS_BY_RSE, new RseDidKey(rse, 0), new RseDidKey(rse + 1, 0))) {
            while (keys.hasNext()) {
                Map.Entry<RseDidKey, ReplicaState> next = keys.next();
                ReplicaKey key = new ReplicaKey(next.getKey().did(), rse);
                Optional<ReplicaRow> row = view.get(Tables.REPLICAS, key);
                row.ifPresent(replica -> visitor.accept(key, replica));
            }
        }
    }

    /// Adds a replica to those to be sorted.
    @SuppressWarnings("EnumOrdinal") // read again by this process only
    static void add(PathSorter sorter, CatalogView view, ReplicaKey key, ReplicaRow replica) {
        byte[] value =
                ByteBuffer.allocate(VALUE_BYTES)
                        .putLong(key.did())
                        .putLong(replica.bytes())
                        .putLong(replica.generation())
                        .put((byte) replica.state().ordinal())
                        .array();
        sorter.add(PathOrder.key(StoragePath.of(view, key.did(), replica)), value);
    }

    /// The sorted replicas.
    static Iterator<KnownFile> sorted(PathSorter sorter) {
        Iterator<PathSorter.Item> items = sorter.sorted();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public KnownFile next() {
                PathSorter.Item item = items.next();
                ByteBuffer value = ByteBuffer.wrap(item.value());
                return new KnownFile(
                        item.key(),
                        value.getLong(),
                        value.getLong(),
                        value.getLong(),
                        STATES[value.get()]);
            }
        };
    }
}
