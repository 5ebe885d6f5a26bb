package org.godwit.it.catalogue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.it.catalogue.KilledLoad.Step;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;

/// A catalogue without damage, with rows in table files of several levels and in the log.
///
/// @param tables checksum of each table's rows
/// @param lastIndex of its change sets, all of them acknowledged
record SoundCatalog(Path directory, Map<String, Integer> tables, long lastIndex) {
    private static final int SITTINGS = 3;
    private static final int STEPS_PER_SITTING = 250;

    static SoundCatalog make(Path directory) {
        EngineClock clock = EngineClock.system();
        for (int sitting = 0; sitting < SITTINGS; sitting++) {
            try (RocksCatalog catalog = RocksCatalog.open(directory, KillsWorker.OPTIONS);
                    Engine engine =
                            Engine.open(
                                    catalog,
                                    clock,
                                    new SplittableRandom(sitting),
                                    new Fleet(clock),
                                    Map.of(),
                                    MoveLimits.DEFAULT)) {
                engine.start((_, _) -> {});
                KilledLoad.world(engine);
                for (int i = 1; i <= STEPS_PER_SITTING; i++) {
                    KilledLoad.carryOut(
                            engine, new Step(0, (long) sitting * STEPS_PER_SITTING + i));
                }
            }
        }
        // Opening moves what is in the log to table files: the copies are of what was closed, so
        // the rows are read from one of them.
        Path read = directory.resolveSibling("read");
        FlippedCopy.copy(directory, read);
        try (RocksCatalog catalog = RocksCatalog.open(read, KillsWorker.OPTIONS)) {
            return new SoundCatalog(directory, checksums(catalog.latest()), catalog.lastIndex());
        }
    }

    /// Reads every row as any reader would.
    static Map<String, Integer> checksums(CatalogView view) {
        Map<String, Integer> checksums = new TreeMap<>();
        Stream.concat(Tables.PRIMARY.stream(), Tables.DERIVED.stream())
                .forEach(table -> checksums.put(table.name(), checksum(view, table)));
        return checksums;
    }

    private static <K extends Comparable<? super K>, V> int checksum(
            CatalogView view, Table<K, V> table) {
        CRC32C checksum = new CRC32C();
        try (Cursor<K, V> rows = view.scanAll(table)) {
            rows.forEachRemaining(
                    row -> checksum.update(row.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return (int) checksum.getValue();
    }
}
