package org.godwit.catalog;

/// An ordered table: rows sorted by key. A table is known by its name; storages map it to bytes.
public record Table<K extends Comparable<? super K>, V>(
        String name, Class<K> keyType, Class<V> valueType) {
    /// By the name, which no two tables share: this is asked for each row that is written.
    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Table<?, ?> table && table.name.equals(name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
