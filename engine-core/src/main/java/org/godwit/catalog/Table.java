package org.godwit.catalog;

/// An ordered table: rows sorted by key. A table is known by its name; storages map it to bytes.
public record Table<K extends Comparable<? super K>, V>(
        String name, Class<K> keyType, Class<V> valueType) {
    @Override
    public String toString() {
        return name;
    }
}
