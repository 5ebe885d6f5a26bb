package org.godwit.it.wan.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import org.godwit.runtime.EngineClock;

/// A link between two network namespaces, carried by a thread of this process: a TUN device in each
/// of them, without addresses and down until somebody configures them. Thread-safe.
public final class EmulatedLink implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final EngineClock clock;
    private final TunDevice deviceA;
    private final TunDevice deviceB;
    private final Arena memory = Arena.ofShared();
    private final Direction forward;
    private final Direction backward;
    private final LinkLoop loop;
    private final Thread thread;
    private long since;
    private Duration cpuBefore = Duration.ZERO;
    private long deviceDropsA;
    private long deviceDropsB;
    private boolean closed;

    private EmulatedLink(EngineClock clock, LinkSpec spec, TunDevice a, TunDevice b)
            throws IOException {
        this.clock = clock;
        deviceA = a;
        deviceB = b;
        SplittableRandom random = new SplittableRandom(spec.seed());
        MemorySegment scratch = memory.allocate(Packet.BYTES_MAX);
        MemorySegment state = Linux.callState(memory);
        forward = new Direction(clock, spec, random.split(), a.fd(), b.fd(), scratch, state);
        backward = new Direction(clock, spec, random.split(), b.fd(), a.fd(), scratch, state);
        loop = new LinkLoop(clock, forward, backward, a.fd(), b.fd(), memory);
        thread = Thread.ofPlatform().name("link").daemon().unstarted(loop);
        since = clock.nanoTime();
        thread.start();
    }

    /// Makes the devices and starts to carry packets between them.
    ///
    /// @param namespaceA the first site's; packets from there go forward
    /// @param deviceA name of the device in it, which must not exist there
    public static EmulatedLink open(
            EngineClock clock,
            LinkSpec spec,
            String namespaceA,
            String deviceA,
            String namespaceB,
            String deviceB)
            throws IOException {
        TunDevice a = TunDevice.open(namespaceA, deviceA);
        try {
            TunDevice b = TunDevice.open(namespaceB, deviceB);
            try {
                return new EmulatedLink(clock, spec, a, b);
            } catch (IOException | RuntimeException e) {
                b.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            a.close();
            throw e;
        }
    }

    /// Drops from now on what enters the link and what would leave it, in both directions. Packets
    /// under way that are due after a [#mend()] still arrive.
    public void cut() {
        setCut(true);
    }

    /// Ends a [#cut()].
    public void mend() {
        setCut(false);
    }

    private void setCut(boolean value) {
        loop.call(() -> {
            forward.setCut(value);
            backward.setCut(value);
            return value;
        });
    }

    /// Sets the probability that a segment is lost.
    public void setLoss(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("loss: a probability, 0 to 1");
        }
        loop.call(() -> {
            forward.setLoss(probability);
            backward.setLoss(probability);
            return probability;
        });
    }

    /// Sets the rate for what enters the link from now on.
    public void setRateMbit(double rateMbit) {
        LinkSpec _ = LinkSpec.standard().withRateMbit(rateMbit);
        loop.call(() -> {
            forward.setRateMbit(rateMbit);
            backward.setRateMbit(rateMbit);
            return rateMbit;
        });
    }

    /// What happened since the last [#reset()].
    public synchronized LinkReport report() {
        LinkReport counted =
                loop.call(() -> new LinkReport(forward.report(), backward.report(), 0, 0));
        return new LinkReport(
                counted.forward().withDeviceDrops(deviceA.sendingDrops() - deviceDropsA),
                counted.backward().withDeviceDrops(deviceB.sendingDrops() - deviceDropsB),
                cpu().minus(cpuBefore).toMillis() / 1e3,
                (clock.nanoTime() - since) / 1e9);
    }

    /// Counts from zero again.
    public synchronized void reset() {
        deviceDropsA = deviceA.sendingDrops();
        deviceDropsB = deviceB.sendingDrops();
        cpuBefore = cpu();
        since = clock.nanoTime();
        loop.call(() -> {
            forward.reset();
            backward.reset();
            return true;
        });
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Whether packets are carried: not after [#close()], nor when a namespace was removed.
    public boolean isRunning() {
        return thread.isAlive();
    }

    /// Removes the devices. Idempotent.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.stop();
        try {
            if (!thread.join(STOP_MAX)) {
                throw new IllegalStateException("the link's thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        loop.close();
        deviceA.close();
        deviceB.close();
        forward.close();
        backward.close();
        memory.close();
    }
}
