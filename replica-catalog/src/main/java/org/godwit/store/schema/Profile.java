package org.godwit.store.schema;

/// How a column family is used, from which the storage chooses its options.
public enum Profile {
    /// Few rows, read often: sites, RSEs, accounts.
    SMALL,
    /// Up to billions of rows, read one by one and in ranges: filters for look-ups, strong
    /// compression.
    LARGE,
    /// As LARGE, but read in ranges only: without filters.
    RANGES,
    /// Rows that come and go, read from the front: queues and timers. Deleted rows are compacted
    /// away early, so that scans do not wade through them.
    QUEUE
}
