package org.godwit.store.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.godwit.store.schema.Profile;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/// RocksDB's options and what they hold on to, closed together. Not thread-safe.
final class NativeOptions implements AutoCloseable {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int INFO_LOGS_KEPT = 3;
    private static final int INFO_LOG_BYTES = 8 * MIB;

    /// 1 % of look-ups of absent keys read a block in vain.
    private static final int BLOOM_BITS_PER_KEY = 10;

    private static final int SMALL_BLOCK_BYTES = 4 * KIB;
    private static final int LARGE_BLOCK_BYTES = 16 * KIB;
    private static final int SMALL_BUFFER_BYTES = 4 * MIB;
    private static final int LARGE_BUFFER_BYTES = 64 * MIB;

    /// A file in which this many of that many rows in a row are deletions is compacted at once.
    private static final int DELETION_WINDOW = 4096;

    private static final int DELETION_TRIGGER = 1024;
    private static final double DELETION_RATIO = 0.5;

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final CatalogOptions options;
    private final Cache cache;
    private final BloomFilter bloom;

    NativeOptions(CatalogOptions options) {
        this.options = options;
        cache = hold(new LRUCache(options.blockCacheBytes()));
        bloom = hold(new BloomFilter(BLOOM_BITS_PER_KEY, false));
    }

    DBOptions database() {
        // Java's options lack this switch: the manifest names each finished log and its size, so
        // that a log that is missing or short is noticed at open.
        Properties properties = new Properties();
        properties.setProperty("track_and_verify_wals_in_manifest", "true");
        return hold(DBOptions.getDBOptionsFromProps(properties))
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // The default mode, PointInTimeRecovery, silently drops all that follows a flipped
                // bit; this one refuses to open, yet forgives the torn tail that a crash leaves.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(options.logBytesMax())
                .setDbWriteBufferSize(options.writeBufferBytes())
                .setMaxOpenFiles(options.openFilesMax())
                .setMaxBackgroundJobs(options.backgroundJobs())
                .setBytesPerSync(MIB)
                .setKeepLogFileNum(INFO_LOGS_KEPT)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0);
    }

    ColumnFamilyOptions family(Profile profile) {
        return switch (profile) {
            case SMALL ->
                    tuned(hold(new ColumnFamilyOptions()), profile)
                            .setWriteBufferSize(SMALL_BUFFER_BYTES);
            case LARGE, RANGES ->
                    tuned(hold(new ColumnFamilyOptions()), profile)
                            .setWriteBufferSize(LARGE_BUFFER_BYTES)
                            .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
            case QUEUE ->
                    tuned(compactingDeletions(), profile).setWriteBufferSize(LARGE_BUFFER_BYTES);
        };
    }

    /// For files of a profile's rows that are to lie on the bottom level; the caller closes them.
    Options sortedFile(Profile profile) {
        try (ColumnFamilyOptions family = new ColumnFamilyOptions();
                DBOptions database = new DBOptions()) {
            tuned(family, profile).setCompressionType(CompressionType.ZSTD_COMPRESSION);
            return new Options(database, family);
        }
    }

    private ColumnFamilyOptions tuned(ColumnFamilyOptions family, Profile profile) {
        return family.setTableFormatConfig(tables(profile))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true);
    }

    private ColumnFamilyOptions compactingDeletions() {
        TablePropertiesCollectorFactory collector =
                hold(
                        TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                                DELETION_WINDOW, DELETION_TRIGGER, DELETION_RATIO));
        // Only the options of database and family together have this setting in Java.
        try (Options both = new Options()) {
            both.setTablePropertiesCollectorFactory(List.of(collector));
            return hold(new ColumnFamilyOptions(both));
        }
    }

    private BlockBasedTableConfig tables(Profile profile) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(profile == Profile.RANGES ? null : bloom)
                .setBlockSize(
                        profile == Profile.LARGE || profile == Profile.RANGES
                                ? LARGE_BLOCK_BYTES
                                : SMALL_BLOCK_BYTES)
                // Indexes and filters count against the cache, so that memory stays bounded however
                // large the catalogue grows.
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                // In small parts: the filter of a file of millions of rows is larger than what one
                // shard of the cache holds, and would be read anew at each look-up.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(profile != Profile.RANGES)
                .setMetadataBlockSize(SMALL_BLOCK_BYTES)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    private <T extends AutoCloseable> T hold(T object) {
        held.push(object);
        return object;
    }

    @Override
    public void close() {
        held.forEach(NativeOptions::closeQuietly);
        held.clear();
    }

    private static void closeQuietly(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new IllegalStateException("RocksDB's objects throw nothing when closed", e);
        }
    }
}
