package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.DecisionLoop;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.model.Did;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.store.RocksCatalog;

/// The same operations on catalogues of 1, 10 and (unless quick) 100 million replicas: time of an
/// add, of a look-up of any file, of a file of a dataset's list, and bytes of a replica; and what
/// follows from it for 10⁹.
final class Grow implements Case<Sitting> {
    private static final List<Long> SIZES = List.of(1_000_000L, 10_000_000L, 100_000_000L);
    private static final int LOOK_UPS = 40_000;
    private static final int ADDS = 60_000;
    private static final double BILLION = 1e9;

    @Override
    public String name() {
        return "grow";
    }

    /// What was measured of one size.
    private record Row(
            long replicas, double bytes, double addMicros, double lookUpMicros, double listMicros) {
        Map<String, Object> json() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("replicas", replicas);
            row.put("bytesPerReplica", CaseReport.rounded(bytes));
            row.put("addMicros", CaseReport.rounded(addMicros));
            row.put("lookUpMicros", CaseReport.rounded(lookUpMicros));
            row.put("listMicrosPerFile", CaseReport.rounded(listMicros));
            return row;
        }
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (long size : SIZES) {
            if (size == sitting.replicas()) {
                rows.add(row(sitting, sitting.large(), size));
            } else if (size < sitting.replicas()) {
                Path directory = sitting.fresh("grow");
                rows.add(row(sitting, new LargeCatalogue(sitting, directory, size), size));
                Sitting.remove(directory);
            }
        }
        Row last = rows.getLast();
        Row first = rows.getFirst();
        double decades = Math.log10((double) last.replicas() / first.replicas());
        double toBillion = Math.log10(BILLION / last.replicas());
        double lookUp =
                decades == 0
                        ? last.lookUpMicros()
                        : last.lookUpMicros()
                                + Math.max(0, last.lookUpMicros() - first.lookUpMicros())
                                        / decades
                                        * toBillion;
        return new CaseReport(
                name(),
                List.of(
                        Figure.reported("disk-at-10^9", last.bytes() * BILLION / 1e9, "GB"),
                        Figure.reported("look-up-at-10^9", lookUp, "µs")),
                Map.of(
                        "rows",
                        rows.stream().map(Row::json).toList(),
                        "projection",
                        "bytes per replica as in the last row; the look-up's growth per factor of 10"
                                + " goes on"));
    }

    private static Row row(Sitting sitting, LargeCatalogue catalogue, long size)
            throws IOException, InterruptedException {
        double bytes;
        double lookUp;
        double add;
        try (RocksCatalog catalog = catalogue.open()) {
            bytes = (double) catalogue.bytesOnDisk() / size;
            lookUp = lookUp(sitting, catalogue, catalog);
            add = add(sitting, catalog);
        }
        try (Station station = sitting.station(catalogue.open());
                HttpsConnection connection = station.connect()) {
            return new Row(size, bytes, add, lookUp, list(sitting, catalogue, connection));
        }
    }

    private static double lookUp(Sitting sitting, LargeCatalogue large, RocksCatalog catalog) {
        SplittableRandom random = new SplittableRandom(5);
        List<Did> names = new ArrayList<>();
        for (int i = 0; i < LOOK_UPS / 20; i++) {
            var lines =
                    LargeCatalogue.files()
                            .dataset(
                                    random.nextLong(large.datasets()),
                                    LargeCatalogue.FILES_PER_DATASET);
            for (int j = 0; j < 20; j++) {
                names.add(lines.get(random.nextInt(lines.size())).file());
            }
        }
        try (Snapshot view = catalog.snapshot()) {
            long begin = 0;
            for (int i = 0; i < 2 * names.size(); i++) {
                if (i == names.size()) {
                    Collections.shuffle(names, new Random(6));
                    begin = sitting.clock().nanoTime();
                }
                Did name = names.get(i % names.size());
                int scope = view.get(Tables.SCOPE_BY_NAME, name.scope()).orElseThrow();
                long id =
                        view.get(Tables.DID_BY_NAME, new NameKey(scope, name.name())).orElseThrow();
                long _ = files(view, id);
            }
            return sitting.secondsSince(begin) * 1e6 / names.size();
        }
    }

    private static long files(Snapshot view, long id) {
        long bytes = 0;
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(Tables.REPLICAS, new ReplicaKey(id, 0), new ReplicaKey(id + 1, 0))) {
            while (replicas.hasNext()) {
                bytes += replicas.next().getValue().bytes();
            }
        }
        return bytes;
    }

    private static double list(Sitting sitting, LargeCatalogue large, HttpsConnection connection)
            throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        long files = 0;
        long begin = 0;
        for (int i = 0; i < 120; i++) {
            if (i == 20) {
                files = 0;
                begin = sitting.clock().nanoTime();
            }
            Did dataset =
                    LargeCatalogue.files()
                            .dataset(random.nextLong(large.datasets()), 1)
                            .getFirst()
                            .dataset()
                            .orElseThrow();
            files += connection.get(Lookup.path(dataset)).lines();
        }
        return sitting.secondsSince(begin) * 1e6 / files;
    }

    private static double add(Sitting sitting, RocksCatalog catalog) {
        DecisionLoop loop =
                DecisionLoop.start(catalog, sitting.clock(), new SplittableRandom(1)).loop();
        RealisticFiles files =
                new RealisticFiles(12, "g" + Long.toHexString(sitting.clock().nanoTime()) + "-", 1);
        long begin = 0;
        for (int i = 0; i < 2 * ADDS / AddReplicas.REPLICAS_MAX; i++) {
            if (i == ADDS / AddReplicas.REPLICAS_MAX) {
                begin = sitting.clock().nanoTime();
            }
            var lines = files.dataset(i, AddReplicas.REPLICAS_MAX);
            List<NewReplica> replicas =
                    lines.stream()
                            .map(line ->
                                    new NewReplica(
                                            line.file(),
                                            line.bytes(),
                                            line.adler32(),
                                            Optional.empty()))
                            .toList();
            loop.decide(new AddReplicas(lines.getFirst().rses().getFirst(), replicas, "root"))
                    .durable()
                    .join();
        }
        return sitting.secondsSince(begin) * 1e6 / ADDS;
    }
}
