package org.godwit.it.wan.agents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.godwit.agent.transfer.Transfer;
import org.godwit.agent.transfer.TransferListener;
import org.godwit.agent.transfer.TransferService;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.runtime.EngineClock;

/// One submission under way at the destination: its orders are started as far as the bound allows,
/// and what becomes of them is counted. The clock of all its figures is this process's and starts
/// when the request was read, before the orders are. Thread-safe.
final class Submission {
    private static final long GIGABYTE = 1_000_000_000;
    private static final int REASONS_MAX = 10;

    private final AgentRequest.Fetch request;
    private final TransferService transfers;
    private final EngineClock clock;
    private final long startedNanos;
    private final Consumer<AgentReport> reports;
    private final Semaphore places;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lastEndNanos = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger unfinished = new AtomicInteger(1);
    private final List<String> reasons = new ArrayList<>();
    private long firstGigabyteNanos;
    private long durable;
    private long moved;
    private int files;
    private int adopted;
    private int failed;

    Submission(
            AgentRequest.Fetch request,
            TransferService transfers,
            EngineClock clock,
            Consumer<AgentReport> reports) {
        this.request = request;
        this.transfers = transfers;
        this.clock = clock;
        this.startedNanos = clock.nanoTime();
        this.lastEndNanos.set(startedNanos);
        this.reports = reports;
        this.places = new Semaphore(request.inFlight());
    }

    /// Starts everything and returns; the end is reported when it comes.
    void start() {
        Thread.ofVirtual().name("submission-" + request.id()).start(this::feed);
        Thread.ofVirtual().name("progress-" + request.id()).start(this::tell);
    }

    private void feed() {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(request.orders()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ToAgent message = MessageCodec.decodeToAgent(line.getBytes(StandardCharsets.UTF_8));
                if (!(message instanceof ToAgent.Orders orders)) {
                    throw new IllegalArgumentException("no orders: " + line);
                }
                for (TransferOrder order : orders.orders()) {
                    places.acquire();
                    unfinished.incrementAndGet();
                    Transfer _ =
                            transfers.start(
                                    order, orders.grants().get(order.grant()), new Follower());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            reports.accept(new AgentReport.Refused("orders of " + request.id() + ": " + e));
        } finally {
            finishOne();
        }
    }

    private void tell() {
        try {
            while (!over.get()) {
                clock.sleep(java.time.Duration.ofMillis(request.progressMillis()));
                reports.accept(progress());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized AgentReport progress() {
        return new AgentReport.Progress(
                request.id(),
                (clock.nanoTime() - startedNanos) / 1_000_000,
                written.get(),
                durable,
                files);
    }

    private final class Follower implements TransferListener {
        @Override
        public void onBytesWritten(int bytes) {
            written.addAndGet(bytes);
        }

        @Override
        public void onEnd(TransferOutcome outcome) {
            count(outcome, clock.nanoTime());
            places.release();
            finishOne();
        }
    }

    private synchronized void count(TransferOutcome outcome, long nowNanos) {
        lastEndNanos.accumulateAndGet(nowNanos, Math::max);
        switch (outcome) {
            case TransferOutcome.Completed completed -> {
                files++;
                adopted += completed.adopted() ? 1 : 0;
                moved += completed.bytesMoved();
                durable += completed.bytes();
                if (durable >= GIGABYTE && firstGigabyteNanos == 0) {
                    firstGigabyteNanos = nowNanos - startedNanos;
                }
            }
            case TransferOutcome.Failed refused -> {
                failed++;
                if (reasons.size() < REASONS_MAX) {
                    reasons.add(refused.failure() + ": " + refused.reason());
                }
            }
        }
    }

    private void finishOne() {
        if (unfinished.decrementAndGet() == 0 && !over.getAndSet(true)) {
            reports.accept(done());
        }
    }

    private synchronized AgentReport done() {
        return new AgentReport.Done(
                request.id(),
                (lastEndNanos.get() - startedNanos) / 1e9,
                firstGigabyteNanos / 1e9,
                files,
                durable,
                moved,
                adopted,
                failed,
                reasons);
    }
}
