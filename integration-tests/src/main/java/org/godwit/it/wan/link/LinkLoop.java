package org.godwit.it.wan.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.godwit.runtime.EngineClock;

/// The one thread of a link: takes packets in, releases those that are due, waits.
///
/// While packets come in it looks at the devices once a [#TICK_NANOS] rather than being woken for
/// each packet: at 1 GB/s a wake-up per packet costs more CPU time than the copying, and a real
/// network card moderates its interrupts likewise. Packets are released late by up to that time,
/// never early. When nothing came in, the thread waits for a packet or for the next one due, and
/// costs nothing.
///
/// [#call] is thread-safe; all else is confined to the thread.
final class LinkLoop implements Runnable, AutoCloseable {
    private static final long TICK_NANOS = 200_000;
    private static final long CALL_SECONDS_MAX = 10;

    private static final int POLLFD_BYTES = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_RESULTS = 6;
    private static final short POLLIN = 1;
    private static final short POLLERR_HUP_NVAL = 0x8 | 0x10 | 0x20;
    private static final int FDS = 3;
    private static final int DEVICES = 2;

    private final EngineClock clock;
    private final Direction forward;
    private final Direction backward;
    private final int wakeFd;
    private final MemorySegment pollfds;
    private final MemorySegment timespec;
    private final MemorySegment wakeValue;
    private final MemorySegment wakeBuffer;
    private final AtomicReference<Optional<FutureTask<?>>> pending =
            new AtomicReference<>(Optional.empty());
    private volatile boolean ended;

    /// @param memory lives at least as long as the loop runs
    /// @param inA of the device from which `forward` reads, `inB` likewise of `backward`
    LinkLoop(
            EngineClock clock,
            Direction forward,
            Direction backward,
            int inA,
            int inB,
            Arena memory)
            throws IOException {
        this.clock = clock;
        this.forward = forward;
        this.backward = backward;
        this.wakeFd = Linux.eventfd();
        this.timespec = memory.allocate(ValueLayout.JAVA_LONG, 2);
        this.wakeValue = memory.allocateFrom(ValueLayout.JAVA_LONG, 1);
        this.wakeBuffer = memory.allocate(ValueLayout.JAVA_LONG);
        this.pollfds = memory.allocate(POLLFD_BYTES * (long) FDS, POLLFD_BYTES);
        listen(0, inA);
        listen(1, inB);
        listen(DEVICES, wakeFd);
    }

    private void listen(int index, int fd) {
        pollfds.set(ValueLayout.JAVA_INT, POLLFD_BYTES * (long) index, fd);
        pollfds.set(ValueLayout.JAVA_SHORT, POLLFD_BYTES * (long) index + POLLFD_EVENTS, POLLIN);
    }

    /// Runs until [#stop()] or until a device is gone.
    @Override
    public void run() {
        Linux.preferThisThread();
        try {
            while (!ended) {
                turn();
            }
        } finally {
            ended = true;
            pending.get().ifPresent(task -> task.cancel(false));
        }
    }

    private void turn() {
        Optional<FutureTask<?>> task = pending.get();
        if (task.isPresent()) {
            pending.set(Optional.empty());
            task.get().run();
        }
        int ahead = forward.receive();
        int back = backward.receive();
        long due = Math.min(forward.release(), backward.release());
        boolean more =
                due == Long.MIN_VALUE
                        || ahead == Direction.BATCH_PACKETS_MAX
                        || back == Direction.BATCH_PACKETS_MAX;
        if (!more) {
            await(ahead + back > 0, due);
        }
    }

    private void await(boolean busy, long due) {
        if (busy) {
            setTimespec(TICK_NANOS);
            Linux.nanosleep(timespec.address());
            return;
        }
        long limit = 0;
        if (due != Long.MAX_VALUE) {
            setTimespec(Math.max(due - clock.nanoTime(), TICK_NANOS));
            limit = timespec.address();
        }
        if (Linux.poll(pollfds.address(), FDS, limit) > 0) {
            afterPoll();
        }
    }

    private void setTimespec(long nanos) {
        timespec.setAtIndex(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
        timespec.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos % 1_000_000_000);
    }

    private void afterPoll() {
        if (results(DEVICES) != 0) {
            long _ = Linux.read(wakeFd, wakeBuffer.address(), Long.BYTES);
        }
        for (int device = 0; device < DEVICES; device++) {
            if ((results(device) & POLLERR_HUP_NVAL) != 0) {
                ended = true;
            }
        }
    }

    private short results(int index) {
        return pollfds.get(ValueLayout.JAVA_SHORT, POLLFD_BYTES * (long) index + POLLFD_RESULTS);
    }

    /// Does something on the link's thread and waits for it.
    ///
    /// @throws IllegalStateException where the loop has ended
    synchronized <T> T call(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        pending.set(Optional.of(task));
        if (ended) {
            throw new IllegalStateException("the link has ended");
        }
        wake();
        try {
            return task.get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new IllegalStateException("the link does not answer", e);
        }
    }

    /// Lets [#run()] return soon. Idempotent.
    synchronized void stop() {
        if (!ended) {
            ended = true;
            wake();
        }
    }

    /// To be called when [#run()] has returned and nobody calls any more.
    @Override
    public void close() {
        Linux.close(wakeFd);
    }

    private void wake() {
        try (Arena arena = Arena.ofConfined()) {
            long _ = Linux.write(Linux.callState(arena), wakeFd, wakeValue.address(), Long.BYTES);
        }
    }
}
