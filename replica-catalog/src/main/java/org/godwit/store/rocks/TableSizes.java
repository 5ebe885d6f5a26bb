package org.godwit.store.rocks;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

/// What tables take on disk, and compacting them.
public final class TableSizes {
    private TableSizes() {}

    /// Compacts every table; what is on the lowest level already stays as it is.
    public static void compact(RocksStore store) {
        try {
            for (Family<?, ?> family : CatalogSchema.FAMILIES) {
                store.database().compactRange(store.handle(family.table()));
            }
        } catch (RocksDBException e) {
            throw RocksErrors.failed(store.directory(), "compact the catalogue", e);
        }
    }

    /// Bytes in files by table; what is only in memory and in the log so far is not counted.
    public static Map<String, Long> bytesByTable(RocksStore store) {
        Map<String, Long> bytes = new TreeMap<>();
        for (LiveFileMetaData file : store.database().getLiveFilesMetaData()) {
            bytes.merge(
                    new String(file.columnFamilyName(), StandardCharsets.UTF_8),
                    file.size(),
                    Long::sum);
        }
        return bytes;
    }
}
