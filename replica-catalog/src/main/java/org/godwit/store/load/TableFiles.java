package org.godwit.store.load;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.catalog.SortedFile;
import org.godwit.store.rocks.RocksStore;
import org.godwit.store.rocks.SortedFileWriter;
import org.godwit.store.schema.Family;

/// The files of a load. Thread-safe; the writers that it makes are not.
final class TableFiles {
    /// Bytes of keys and values from which the next file begins, so that later compactions find
    /// files of a moderate size.
    private static final long FILE_BYTES = 512L << 20;

    private final RocksStore store;
    private final List<SortedFile> finished = new CopyOnWriteArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    TableFiles(RocksStore store) {
        this.store = store;
    }

    List<SortedFile> finished() {
        return List.copyOf(finished);
    }

    Writer writer(Family<?, ?> family) {
        return new Writer(family);
    }

    /// Writes rows of a table in their order, to as many files as they fill.
    final class Writer implements AutoCloseable {
        private final Family<?, ?> family;
        private SortedFileWriter file;

        private Writer(Family<?, ?> family) {
            this.family = family;
            file = begin();
        }

        private SortedFileWriter begin() {
            return store.newFile(
                    family, family.table().name() + "-" + number.incrementAndGet() + ".sst");
        }

        void put(byte[] key, byte[] value) {
            if (file.bytes() >= FILE_BYTES) {
                finish();
                file = begin();
            }
            file.put(key, value);
        }

        /// Ends the last file.
        void finish() {
            if (file.rows() > 0) {
                finished.add(file.finish());
            }
            file.close();
        }

        /// Gives up what [#finish] has not ended.
        @Override
        public void close() {
            file.close();
        }
    }
}
