package org.godwit.agent.transfer;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.jspecify.annotations.Nullable;

/// A transfer under way. Thread-safe.
public final class Transfer {
    private final TransferOrder order;
    private final TransferListener listener;
    private final long startedNanos;
    private final AtomicLong bytesDone = new AtomicLong();
    private final AtomicLong bytesMoved = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Runnable whenEnded;
    private @Nullable Reception reception;
    private Optional<String> cancelled = Optional.empty();

    Transfer(
            TransferOrder order, TransferListener listener, long startedNanos, Runnable whenEnded) {
        this.order = order;
        this.listener = listener;
        this.startedNanos = startedNanos;
        this.whenEnded = whenEnded;
    }

    public TransferOrder order() {
        return order;
    }

    /// Bytes of the file in place so far, those of earlier attempts included.
    public long bytesDone() {
        return bytesDone.get();
    }

    /// What has kept it from being faster so far; absent where nothing was moved.
    public Optional<Bottleneck> limitedBy() {
        if (bytesMoved.get() == 0) {
            return Optional.empty();
        }
        Reception running;
        synchronized (this) {
            running = reception;
        }
        return running == null ? Optional.empty() : running.limitedBy();
    }

    /// Stops it. What is durable stays for a later attempt; a file that is complete already may
    /// still end as completed.
    public void cancel(String reason) {
        Reception running;
        synchronized (this) {
            if (cancelled.isPresent()) {
                return;
            }
            cancelled = Optional.of(reason);
            running = reception;
        }
        if (running != null) {
            running.cancel(reason);
        }
    }

    /// Couples what receives the file.
    ///
    /// @return why not to begin at all, if it was cancelled
    synchronized Optional<String> attach(Reception to) {
        reception = to;
        return cancelled;
    }

    synchronized Optional<String> cancelled() {
        return cancelled;
    }

    void onStored(long bytes) {
        bytesDone.addAndGet(bytes);
    }

    void onWritten(int bytes) {
        bytesDone.addAndGet(bytes);
        listener.onBytesWritten(bytes);
    }

    /// A block has crossed the link, be it good or bad.
    void onMoved(int bytes) {
        bytesMoved.addAndGet(bytes);
    }

    void complete(long nowNanos, boolean adopted) {
        end(
                new TransferOutcome.Completed(
                        order.id(),
                        millis(nowNanos),
                        order.bytes(),
                        order.adler32(),
                        bytesMoved.get(),
                        adopted,
                        limitedBy()));
    }

    void fail(long nowNanos, FailureClass failure, String reason) {
        end(
                new TransferOutcome.Failed(
                        order.id(),
                        millis(nowNanos),
                        failure,
                        reason,
                        bytesDone.get(),
                        limitedBy()));
    }

    private void end(TransferOutcome outcome) {
        if (ended.getAndSet(true)) {
            return;
        }
        whenEnded.run();
        listener.onEnd(outcome);
    }

    private long millis(long nowNanos) {
        return (nowNanos - startedNanos) / 1_000_000;
    }
}
