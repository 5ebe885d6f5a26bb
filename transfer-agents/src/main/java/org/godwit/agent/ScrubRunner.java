package org.godwit.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.godwit.agent.disk.ChecksumScan;
import org.godwit.agent.disk.FileChecksum;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads files again and compares them, one after the other on one thread, no faster than the
/// engine says, and at a tenth of that while this agent fetches files. Thread-safe.
final class ScrubRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ScrubRunner.class);

    /// Batches that wait; more are dropped, and dealt again by the engine.
    private static final int WAITING_MAX = 64;

    private static final int SLOWER_WHILE_BUSY = 10;

    /// Shorter waits are saved up.
    private static final long WAIT_NANOS_MIN = 5_000_000;

    private final AgentVoice voice;
    private final Storages storages;
    private final EngineClock clock;
    private final BooleanSupplier busy;
    private final Set<ToAgent.Scrub> underWay = new HashSet<>();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    task -> Thread.ofPlatform().name("scrubs").daemon().unstarted(task),
                    (_, _) -> log.warn("too much to read again waits; some is passed over"));

    /// @param busy whether transfers to this agent are under way
    ScrubRunner(AgentVoice voice, Storages storages, EngineClock clock, BooleanSupplier busy) {
        this.voice = voice;
        this.storages = storages;
        this.clock = clock;
        this.busy = busy;
    }

    /// Takes a batch; one that waits or is under way already goes on.
    void take(ToAgent.Scrub order) {
        synchronized (this) {
            if (underWay.size() >= WAITING_MAX || !underWay.add(order)) {
                return;
            }
        }
        thread.execute(() -> {
            try {
                scrub(order);
            } finally {
                synchronized (this) {
                    underWay.remove(order);
                }
            }
        });
    }

    private void scrub(ToAgent.Scrub order) {
        List<FromAgent.Doubt> doubts = new ArrayList<>();
        Reading reading = new Reading(order.bytesPerSecond());
        for (ToAgent.Scrubbing file : order.files()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            look(order, file, reading).ifPresent(doubts::add);
        }
        boolean _ =
                voice.say(
                        new FromAgent.Scrubbed(
                                voice.agent(),
                                voice.incarnation(),
                                order.rse(),
                                order.from(),
                                order.next(),
                                order.files().size(),
                                reading.total,
                                doubts));
    }

    private Optional<FromAgent.Doubt> look(
            ToAgent.Scrub order, ToAgent.Scrubbing file, Reading reading) {
        try {
            Optional<StorageProtocol> storage = storages.find(order.rse());
            if (storage.isEmpty()) {
                return doubt(file, false, "this agent does not serve " + order.rse());
            }
            FileChecksum found =
                    ChecksumScan.of(
                            storage.get(), StoragePath.parse(file.path()), Set.of(), reading);
            if (found.bytes() != file.bytes()) {
                return doubt(
                        file,
                        true,
                        "it has %d bytes instead of %d".formatted(found.bytes(), file.bytes()));
            }
            if (found.adler32() != file.adler32().value()) {
                return doubt(
                        file,
                        true,
                        "its Adler-32 is %s instead of %s"
                                .formatted(new Adler32(found.adler32()), file.adler32()));
            }
            return Optional.empty();
        } catch (StorageException e) {
            return doubt(file, false, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<FromAgent.Doubt> doubt(
            ToAgent.Scrubbing file, boolean different, String detail) {
        return Optional.of(new FromAgent.Doubt(file.did(), file.generation(), different, detail));
    }

    /// Keeps the rate of one batch. Confined to its thread.
    private final class Reading implements ChecksumScan.Pace {
        private final long bytesPerSecond;
        private long total;
        private long owedNanos;

        Reading(long bytesPerSecond) {
            this.bytesPerSecond = Math.max(1, bytesPerSecond);
        }

        @Override
        public void read(int bytes) throws StorageException {
            total += bytes;
            long nanos = (long) (bytes * 1e9 / bytesPerSecond);
            owedNanos += busy.getAsBoolean() ? nanos * SLOWER_WHILE_BUSY : nanos;
            if (owedNanos < WAIT_NANOS_MIN) {
                return;
            }
            try {
                clock.sleep(Duration.ofNanos(owedNanos));
                owedNanos = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(StorageException.Kind.BUSY, "the agent is stopping", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
