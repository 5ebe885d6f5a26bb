package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Did;

/// The replicas of 10,000 DIDs in one call over HTTPS: those of ten datasets, and ones from
/// anywhere; each call asks for others.
final class List10k implements Case<Sitting> {
    private static final int DIDS = 10_000;

    @Override
    public String name() {
        return "list-10k";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        int rounds = sitting.quick() ? 7 : 15;
        try (Station station = sitting.station();
                HttpsConnection connection = station.connect()) {
            Latencies together = new Latencies();
            Latencies anywhere = new Latencies();
            SplittableRandom random = new SplittableRandom(4);
            for (int round = 0; round < 2 * rounds; round++) {
                byte[] near = body(sitting.large(), random, DIDS / 1_000, 1_000);
                byte[] far = body(sitting.large(), random, DIDS / 4, 4);
                long nearNanos = time(connection, near, sitting);
                long farNanos = time(connection, far, sitting);
                if (round >= rounds) {
                    together.add(nearNanos);
                    anywhere.add(farNanos);
                }
            }
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "ten-datasets",
                                    together.millis(0.5) / 1e3,
                                    "s",
                                    Target.atMost(0.3)),
                            Figure.reported("anywhere", anywhere.millis(0.5) / 1e3, "s"),
                            Figure.reported("ten-datasets-max", together.millis(1) / 1e3, "s")),
                    Map.of("dids", DIDS, "rounds", rounds, "replicas", sitting.replicas()));
        }
    }

    private static byte[] body(
            LargeCatalogue large, SplittableRandom random, int datasets, int filesOfEach) {
        List<Did> names = new ArrayList<>();
        for (int i = 0; i < datasets; i++) {
            var lines =
                    LargeCatalogue.files()
                            .dataset(
                                    random.nextLong(large.datasets()),
                                    LargeCatalogue.FILES_PER_DATASET);
            for (int j = 0; j < filesOfEach; j++) {
                int file = filesOfEach == lines.size() ? j : random.nextInt(lines.size());
                names.add(lines.get(file).file());
            }
        }
        StringBuilder body = new StringBuilder("{\"dids\":[");
        for (Did name : names) {
            body.append(body.length() > 9 ? "," : "")
                    .append("{\"scope\":\"")
                    .append(name.scope())
                    .append("\",\"name\":\"")
                    .append(name.name())
                    .append("\"}");
        }
        return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static long time(HttpsConnection connection, byte[] body, Sitting sitting)
            throws IOException {
        long begin = sitting.clock().nanoTime();
        HttpsConnection.Reply reply = connection.post("/godwit/v1/replicas/list", body);
        long nanos = sitting.clock().nanoTime() - begin;
        if (reply.lines() < DIDS * 0.9) {
            throw new IllegalStateException(reply.lines() + " rows: " + reply.beginning());
        }
        return nanos;
    }
}
