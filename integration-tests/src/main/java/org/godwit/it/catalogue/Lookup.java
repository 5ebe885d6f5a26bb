package org.godwit.it.catalogue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Did;

/// A DID's replicas by its name in the large catalogue: in process by two threads, and over HTTPS
/// by 16 clients, among 100,000 files that are asked for again and again; and among all files.
final class Lookup implements Case<Sitting> {
    private static final int THREADS = 2;
    private static final int CLIENTS = 16;
    private static final int WARM_DATASETS = 100;

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        double seconds = sitting.quick() ? 8 : 20;
        LargeCatalogue large = sitting.large();
        try (Station station = sitting.station()) {
            List<Did> warm = names(large, WARM_DATASETS, LargeCatalogue.FILES_PER_DATASET);
            List<Did> cold = names(large, 20_000, 5);
            Clients.Outcome inProcess = inProcess(station, warm, seconds, sitting);
            Clients.Outcome anywhere = inProcess(station, cold, seconds, sitting);
            Clients.Outcome rest = rest(station, warm, seconds, sitting);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "in-process",
                                    inProcess.perSecond(),
                                    "look-ups/s",
                                    Target.atLeast(100_000)),
                            Figure.judged(
                                    "in-process-p99",
                                    inProcess.latencies().millis(0.99),
                                    "ms",
                                    Target.atMost(1)),
                            Figure.judged(
                                    "rest", rest.perSecond(), "look-ups/s", Target.atLeast(10_000)),
                            Figure.reported("rest-p99", rest.latencies().millis(0.99), "ms"),
                            Figure.reported("anywhere", anywhere.perSecond(), "look-ups/s"),
                            Figure.reported(
                                    "anywhere-p99", anywhere.latencies().millis(0.99), "ms")),
                    Map.of(
                            "threads", THREADS,
                            "clients", CLIENTS,
                            "replicas", sitting.replicas(),
                            "warmFiles", warm.size(),
                            "anywhereFiles", cold.size()));
        }
    }

    /// Names of files spread over the catalogue.
    private static List<Did> names(LargeCatalogue large, int datasets, int filesOfEach) {
        List<Did> names = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        long step = Math.max(1, large.datasets() / datasets);
        for (long dataset = 0; dataset < large.datasets(); dataset += step) {
            var lines = LargeCatalogue.files().dataset(dataset, LargeCatalogue.FILES_PER_DATASET);
            for (int i = 0; i < filesOfEach; i++) {
                int file = filesOfEach == lines.size() ? i : random.nextInt(lines.size());
                names.add(lines.get(file).file());
            }
        }
        return names;
    }

    private static Clients.Outcome inProcess(
            Station station, List<Did> names, double seconds, Sitting sitting)
            throws IOException, InterruptedException {
        return Clients.run(
                THREADS,
                seconds,
                seconds,
                sitting,
                number -> {
                    Snapshot snapshot = station.catalog().snapshot();
                    SplittableRandom random = new SplittableRandom(number);
                    Map<String, Integer> scopes = scopes(snapshot);
                    return new Clients.Client() {
                        @Override
                        public void act(long turn) {
                            Did name = names.get(random.nextInt(names.size()));
                            int found = 0;
                            long id =
                                    snapshot.get(
                                                    Tables.DID_BY_NAME,
                                                    new NameKey(
                                                            scopes.getOrDefault(name.scope(), 0),
                                                            name.name()))
                                            .orElseThrow();
                            try (Cursor<ReplicaKey, ReplicaRow> replicas =
                                    snapshot.scan(
                                            Tables.REPLICAS,
                                            new ReplicaKey(id, 0),
                                            new ReplicaKey(id + 1, 0))) {
                                while (replicas.hasNext()) {
                                    found += replicas.next().getValue().bytes() > 0 ? 1 : 0;
                                }
                            }
                            if (found == 0) {
                                throw new IllegalStateException(name + " has no replicas");
                            }
                        }

                        @Override
                        public void close() {
                            snapshot.close();
                        }
                    };
                });
    }

    private static Map<String, Integer> scopes(Snapshot snapshot) {
        Map<String, Integer> scopes = new HashMap<>();
        for (String scope : RealisticFiles.SCOPES) {
            scopes.put(scope, snapshot.get(Tables.SCOPE_BY_NAME, scope).orElseThrow());
        }
        return scopes;
    }

    private static Clients.Outcome rest(
            Station station, List<Did> names, double seconds, Sitting sitting)
            throws IOException, InterruptedException {
        return Clients.run(
                CLIENTS,
                seconds,
                seconds,
                sitting,
                number -> {
                    HttpsConnection connection = station.connect();
                    SplittableRandom random = new SplittableRandom(number);
                    return new Clients.Client() {
                        @Override
                        public void act(long turn) throws IOException {
                            connection.get(path(names.get(random.nextInt(names.size()))));
                        }

                        @Override
                        public void close() throws IOException {
                            connection.close();
                        }
                    };
                });
    }

    /// Where a DID's replicas are.
    static String path(Did did) {
        return "/godwit/v1/dids/"
                + did.scope()
                + "/"
                + URLEncoder.encode(did.name(), StandardCharsets.UTF_8)
                + "/replicas";
    }
}
