package org.godwit.catalog;

import java.util.Iterator;
import java.util.Map;

/// Rows in key order, read as they are asked for. Not thread-safe; close it.
public interface Cursor<K, V> extends Iterator<Map.Entry<K, V>>, AutoCloseable {
    @Override
    void close();
}
