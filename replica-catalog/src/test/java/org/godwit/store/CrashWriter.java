package org.godwit.store;

import java.nio.file.Path;
import org.godwit.store.rocks.CatalogOptions;

/// The process that the crash test kills: applies change sets as fast as it can and prints the
/// index of each as soon as it is acknowledged. Buffers are tiny, so that flushes and compactions
/// are under way when it dies.
final class CrashWriter {
    private static final long KIB = 1 << 10;
    private static final CatalogOptions OPTIONS =
            new CatalogOptions(1024 * KIB, 512 * KIB, 1024 * KIB, 64, 2);

    private CrashWriter() {}

    public static void main(String[] arguments) {
        RocksCatalog catalog = RocksCatalog.open(Path.of(arguments[0]), OPTIONS);
        long last = Long.parseLong(arguments[1]);
        while (catalog.lastIndex() < last) {
            long index = catalog.lastIndex() + 1;
            SampleCatalog.applyNext(catalog)
                    .whenComplete((_, failure) -> report(index, failure))
                    .exceptionally(_ -> null);
        }
        catalog.close();
    }

    private static void report(long index, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            System.out.println(index);
        } else {
            System.out.println("failed: " + failure.getMessage());
            Runtime.getRuntime().halt(3);
        }
        System.out.flush();
    }
}
