package org.godwit.store;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.godwit.store.maintenance.EngineBackups;
import org.godwit.store.rocks.CatalogOptions;

/// The process that the test of backups kills: goes on changing a catalogue while it makes one
/// backup after the other, and prints the number of each that is made and compared.
final class BackupWriter {
    /// How many backups stay: a writer that is not killed at once deletes those before.
    static final int KEEP = 3;

    private BackupWriter() {}

    public static void main(String[] arguments) {
        RocksCatalog catalog = RocksCatalog.open(Path.of(arguments[0]), CatalogOptions.DEFAULT);
        EngineBackups backups = new EngineBackups(catalog, Path.of(arguments[1]), KEEP);
        Thread backing =
                Thread.ofPlatform()
                        .start(() -> {
                            while (true) {
                                int id = backups.make().id();
                                backups.verify(id, _ -> {});
                                System.out.println(id);
                                System.out.flush();
                            }
                        });
        while (backing.isAlive()) {
            CompletableFuture<Void> _ = SampleCatalog.applyNext(catalog);
        }
    }
}
