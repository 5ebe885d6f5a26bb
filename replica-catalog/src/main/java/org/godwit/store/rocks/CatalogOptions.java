package org.godwit.store.rocks;

/// What the catalogue may use of the machine.
///
/// @param blockCacheBytes memory for blocks, indexes and filters of files read
/// @param writeBufferBytes memory for rows not yet in files, over all column families
/// @param logBytesMax size of the write-ahead log from which the oldest rows are written to files;
///   bounds the time to open after a crash
/// @param openFilesMax files held open
/// @param backgroundJobs threads that flush and compact
public record CatalogOptions(
        long blockCacheBytes,
        long writeBufferBytes,
        long logBytesMax,
        int openFilesMax,
        int backgroundJobs) {
    private static final long MIB = 1L << 20;

    /// For an engine that shares a small machine with its agents.
    public static final CatalogOptions DEFAULT =
            new CatalogOptions(128 * MIB, 64 * MIB, 256 * MIB, 512, 2);
}
