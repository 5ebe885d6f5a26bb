package org.godwit.catalog.schema;

/// The value of index rows that say all by their key.
public enum Present {
    PRESENT
}
