package org.godwit.it.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Runs schedules of consecutive seeds, several at a time. One in a hundred runs twice: both must
/// leave the same trace.
public final class Schedules {
    private static final int COMPARED_EVERY = 100;

    private final long seed;
    private final int count;
    private final int threads;

    public Schedules(long seed, int count, int threads) {
        this.seed = seed;
        this.count = count;
        this.threads = threads;
    }

    /// One after the other, with what happens.
    List<ScheduleResult> traced(Consumer<String> listener) {
        List<ScheduleResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            listener.accept(SimOptions.of(seed + i).toString());
            results.add(Simulation.traced(seed + i, listener));
        }
        return results;
    }

    /// All of them.
    ///
    /// @param progress is told how many are done
    public List<ScheduleResult> run(IntConsumer progress) {
        AtomicInteger done = new AtomicInteger();
        List<Future<ScheduleResult>> running = new ArrayList<>();
        List<ScheduleResult> results = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < count; i++) {
                long number = seed + i;
                running.add(
                        workers.submit(() -> {
                            ScheduleResult result = one(number);
                            progress.accept(done.incrementAndGet());
                            return result;
                        }));
            }
            for (Future<ScheduleResult> future : running) {
                results.add(future.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator failed", e.getCause());
        }
        return results;
    }

    private static ScheduleResult one(long seed) {
        if (seed % COMPARED_EVERY != 0) {
            return Simulation.run(seed);
        }
        ScheduleResult first = Simulation.hashed(seed);
        ScheduleResult second = Simulation.hashed(seed);
        if (first.traceHash().equals(second.traceHash()) || first.violation().isPresent()) {
            return first;
        }
        return new ScheduleResult(
                seed,
                first.options(),
                first.events(),
                Map.copyOf(first.faults()),
                first.traceHash(),
                Optional.of("D: two runs of the same seed differ"));
    }
}
