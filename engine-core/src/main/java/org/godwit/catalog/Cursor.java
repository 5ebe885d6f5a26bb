package org.godwit.catalog;

import java.util.Iterator;
import java.util.Map;

/// Rows in key order, read as they are asked for. Not thread-safe; close it.
public interface Cursor<K, V> extends Iterator<Map.Entry<K, V>>, AutoCloseable {
    /// The key of the row that [#next] gives; there must be one. Costs no reading of the row.
    K nextKey();

    /// Goes forward to the first row whose key is `key` or behind it; never back. Cheap where that
    /// row is near, so that several cursors can be led along the same sorted keys.
    void skipTo(K key);

    @Override
    void close();
}
