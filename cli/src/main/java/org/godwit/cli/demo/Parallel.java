package org.godwit.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work on several threads.
final class Parallel {
    private Parallel() {}

    /// Work on files.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /// Runs `work` on so many threads and waits for all; the first failure is thrown.
    static void run(int threads, Work work) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                runs.add(
                        executor.submit(() -> {
                            work.run();
                            return 0;
                        }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
