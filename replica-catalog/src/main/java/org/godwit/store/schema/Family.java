package org.godwit.store.schema;

import org.godwit.catalog.Table;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A table as a column family: the name is the table's. Thread-safe.
public final class Family<K extends Comparable<? super K>, V> {
    private final Table<K, V> table;
    private final Profile profile;
    private final Codec<K> keys;
    private final Codec<V> values;

    Family(Table<K, V> table, Profile profile, Codec<K> keys, Codec<V> values) {
        this.table = table;
        this.profile = profile;
        this.keys = keys;
        this.values = values;
    }

    public Table<K, V> table() {
        return table;
    }

    public Profile profile() {
        return profile;
    }

    /// A key's bytes, which sort as the keys do. A key that cannot be stored as it is (half a
    /// surrogate pair, a zero character) is [ErrorCode#INVALID_INPUT].
    public byte[] encodeKey(K key) {
        return keys.encode(key);
    }

    /// A row's bytes; errors as [#encodeKey].
    public byte[] encodeValue(V value) {
        return values.encode(value);
    }

    /// The key; [ErrorCode#CATALOG_CORRUPT] if these are not the bytes of one.
    public K decodeKey(byte[] bytes) {
        try {
            return keys.decode(bytes);
        } catch (MalformedBytes e) {
            throw damaged("key", e);
        }
    }

    /// The row; [ErrorCode#CATALOG_CORRUPT] if these are not the bytes of one.
    public V decodeValue(byte[] bytes) {
        try {
            return values.decode(bytes);
        } catch (MalformedBytes e) {
            throw damaged("row", e);
        }
    }

    private EngineException damaged(String what, MalformedBytes cause) {
        return new EngineException(
                ErrorCode.CATALOG_CORRUPT,
                "the catalogue's table "
                        + table
                        + " holds a "
                        + what
                        + " that cannot be read ("
                        + cause.getMessage()
                        + "): run `godwit catalog check`, then restore a backup",
                cause);
    }
}
