package org.godwit.it.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several clients at once, each doing one thing after the other for a time.
final class Clients {
    private Clients() {}

    /// What a client does again and again.
    interface Client extends AutoCloseable {
        /// Does it once.
        ///
        /// @param turn counts from 0
        void act(long turn) throws IOException;

        @Override
        void close() throws IOException;
    }

    /// Makes a client.
    @FunctionalInterface
    interface Maker {
        /// Makes the client of a number, which counts from 0.
        Client make(int number) throws IOException;
    }

    /// What came of it.
    record Outcome(double perSecond, Latencies latencies) {}

    /// Has clients act for a time, the first part of which does not count.
    static Outcome run(
            int clients, double warmSeconds, double seconds, Sitting sitting, Maker maker)
            throws IOException, InterruptedException {
        List<Client> all = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                all.add(maker.make(i));
            }
            long begin = sitting.clock().nanoTime() + (long) (warmSeconds * 1e9);
            long end = begin + (long) (seconds * 1e9);
            List<Callable<Latencies>> tasks = new ArrayList<>();
            for (Client client : all) {
                tasks.add(() -> act(client, begin, end, sitting));
            }
            Latencies together = new Latencies();
            try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
                for (Future<Latencies> future : executor.invokeAll(tasks)) {
                    together.addAll(future.get());
                }
            } catch (ExecutionException e) {
                throw new IOException("a client failed: " + e.getCause(), e);
            }
            return new Outcome(together.count() / seconds, together);
        } finally {
            for (Client client : all) {
                client.close();
            }
        }
    }

    private static Latencies act(Client client, long begin, long end, Sitting sitting)
            throws IOException {
        Latencies latencies = new Latencies();
        long before = sitting.clock().nanoTime();
        for (long turn = 0; before - end < 0; turn++) {
            client.act(turn);
            long after = sitting.clock().nanoTime();
            if (before - begin >= 0 && after - end < 0) {
                latencies.add(after - before);
            }
            before = after;
        }
        return latencies;
    }
}
