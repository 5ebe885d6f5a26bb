package org.godwit.store.rocks;

import java.lang.management.ManagementFactory;

/// What the catalogue may use of the machine.
///
/// @param blockCacheBytes memory for blocks, indexes and filters of files read
/// @param writeBufferBytes memory for rows not yet in files, over all column families
/// @param logBytesMax size of the write-ahead log from which the oldest rows are written to files;
///   bounds the time to open after a crash
/// @param openFilesMax files held open
/// @param backgroundJobs threads that flush and compact
/// @param reserveBytes space that is kept free on the disk: with less, change sets are refused, so
///   that what the log holds can still be written to files
public record CatalogOptions(
        long blockCacheBytes,
        long writeBufferBytes,
        long logBytesMax,
        int openFilesMax,
        int backgroundJobs,
        long reserveBytes) {
    private static final long MIB = 1L << 20;

    /// For an engine that has the machine: an eighth of its memory for blocks, since what is cached
    /// decides the speed of everything; a hundredth for rows not yet in files, since fewer and
    /// larger files are merged with less work; and the defaults for the rest.
    public static CatalogOptions ofMachine() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
        return new CatalogOptions(
                Math.max(DEFAULT.blockCacheBytes, memory / 8),
                Math.max(DEFAULT.writeBufferBytes, memory / 100),
                DEFAULT.logBytesMax,
                DEFAULT.openFilesMax,
                DEFAULT.backgroundJobs);
    }

    /// For an engine that shares a small machine with its agents.
    public static final CatalogOptions DEFAULT =
            new CatalogOptions(128 * MIB, 64 * MIB, 256 * MIB, 512, 2, 256 * MIB);

    /// Options with the default reserve.
    public CatalogOptions(
            long blockCacheBytes,
            long writeBufferBytes,
            long logBytesMax,
            int openFilesMax,
            int backgroundJobs) {
        this(
                blockCacheBytes,
                writeBufferBytes,
                logBytesMax,
                openFilesMax,
                backgroundJobs,
                DEFAULT.reserveBytes());
    }

    /// The same with another reserve.
    public CatalogOptions withReserve(long bytes) {
        return new CatalogOptions(
                blockCacheBytes,
                writeBufferBytes,
                logBytesMax,
                openFilesMax,
                backgroundJobs,
                bytes);
    }
}
