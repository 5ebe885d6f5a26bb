package org.godwit.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

class RocksStoreTest {
    @TempDir Path directory;

    @Test
    void refusesADatabaseWithATableThatItDoesNotKnow() throws RocksDBException {
        try (RocksStore store = RocksStore.open(directory, CatalogOptions.DEFAULT);
                ColumnFamilyHandle later =
                        store.database()
                                .createColumnFamily(
                                        new ColumnFamilyDescriptor(
                                                "of-tomorrow".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(later.getID()).isPositive();
        }

        assertThatThrownBy(() -> RocksStore.open(directory, CatalogOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATION))
                .hasMessageContaining("of-tomorrow");
    }
}
