package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.registration.ReplicaLine;

/// 64 clients that add replicas over HTTPS, each answer after its sync: one and a hundred a
/// request.
final class Adds implements Case<Sitting> {
    private static final int CLIENTS = 64;
    private static final int MANY = 100;

    @Override
    public String name() {
        return "adds";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        try (Station station = sitting.station()) {
            double seconds = sitting.quick() ? 10 : 30;
            Clients.Outcome many = run(station, sitting, MANY, seconds, "m");
            Clients.Outcome single = run(station, sitting, 1, seconds, "s");
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "bodies-of-100",
                                    many.perSecond() * MANY,
                                    "adds/s",
                                    Target.atLeast(20_000)),
                            Figure.judged(
                                    "single", single.perSecond(), "adds/s", Target.atLeast(5_000)),
                            Figure.judged(
                                    "single-p99",
                                    single.latencies().millis(0.99),
                                    "ms",
                                    Target.atMost(20)),
                            Figure.reported("single-p50", single.latencies().millis(0.5), "ms"),
                            Figure.reported(
                                    "bodies-of-100-p99", many.latencies().millis(0.99), "ms")),
                    Map.of("clients", CLIENTS, "replicasBefore", sitting.replicas()));
        }
    }

    private static Clients.Outcome run(
            Station station, Sitting sitting, int perBody, double seconds, String tag)
            throws IOException, InterruptedException {
        String call = Long.toHexString(sitting.clock().nanoTime());
        return Clients.run(
                CLIENTS,
                seconds / 2,
                seconds,
                sitting,
                number -> {
                    HttpsConnection connection = station.connect();
                    RealisticFiles files =
                            new RealisticFiles(number, tag + call + "-" + number + "-", 1);
                    return new Clients.Client() {
                        private List<ReplicaLine> next = List.of();
                        private int position;
                        private long dataset;

                        @Override
                        public void act(long turn) throws IOException {
                            if (position + perBody > next.size()) {
                                next = files.dataset(dataset++, 1_000);
                                position = 0;
                            }
                            connection.post(
                                    "/godwit/v1/replicas",
                                    body(next.subList(position, position + perBody)));
                            position += perBody;
                        }

                        @Override
                        public void close() throws IOException {
                            connection.close();
                        }
                    };
                });
    }

    private static byte[] body(List<ReplicaLine> lines) {
        StringBuilder body = new StringBuilder(200 * lines.size());
        body.append("{\"rse\":\"")
                .append(lines.getFirst().rses().getFirst())
                .append("\",\"replicas\":[");
        String separator = "";
        for (ReplicaLine line : lines) {
            body.append(separator)
                    .append("{\"scope\":\"")
                    .append(line.file().scope())
                    .append("\",\"name\":\"")
                    .append(line.file().name())
                    .append("\",\"bytes\":")
                    .append(line.bytes())
                    .append(",\"adler32\":\"")
                    .append(line.adler32())
                    .append("\"}");
            separator = ",";
        }
        return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
