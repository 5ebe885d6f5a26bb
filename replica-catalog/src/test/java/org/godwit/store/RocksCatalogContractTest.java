package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.ReplicaCatalogContract;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksCatalogContractTest extends ReplicaCatalogContract {
    @TempDir Path directory;
    private final List<RocksCatalog> opened = new ArrayList<>();

    @Override
    protected ReplicaCatalog open() {
        RocksCatalog catalog =
                RocksCatalog.open(directory.resolve("catalog"), CatalogOptions.DEFAULT);
        opened.add(catalog);
        return catalog;
    }

    @AfterEach
    void leavesNoReaderOpen() {
        assertThat(opened).allSatisfy(catalog -> assertThat(catalog.openReaders()).isEmpty());
    }
}
