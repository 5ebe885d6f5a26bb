package org.godwit.agent.probe;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.channel.BlockSeal;
import org.godwit.agent.channel.Fetch;
import org.godwit.agent.channel.FetchListener;
import org.godwit.agent.channel.FetchSpec;
import org.godwit.agent.channel.Peer;
import org.godwit.agent.channel.ProbeFetch;
import org.godwit.agent.channel.Way;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.wire.Frame;
import org.godwit.message.FromAgent;
import org.godwit.message.ProbeSample;
import org.godwit.message.ToAgent;
import org.godwit.model.FailureClass;

/// One probe as its destination sees it: blocks are checked, counted and thrown away. Thread-safe.
final class ProbeReception implements FetchListener {
    private final ToAgent.Probe probe;
    private final byte[] envelope;
    private final ProbeRunner.Means means;
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private final List<ProbeSample> samples = new ArrayList<>();
    private Optional<ProbeFetch> fetch = Optional.empty();
    private boolean ended;
    private String failure = "";
    private long tickedNanos;
    private long tickedBytes;

    ProbeReception(ToAgent.Probe probe, byte[] envelope, ProbeRunner.Means means) {
        this.probe = probe;
        this.envelope = envelope.clone();
        this.means = means;
    }

    ToAgent.Probe probe() {
        return probe;
    }

    void begin() {
        int blockBytes = means.client().blockBytes();
        BitSet all = new BitSet();
        all.set(0, Math.toIntExact((probe.bytes() + blockBytes - 1) / blockBytes));
        ToAgent.ProbeSource source = probe.source();
        Peer peer = new Peer(source.site(), source.agent(), source.host(), source.port());
        FetchSpec spec =
                new FetchSpec(
                        envelope, ProbeDesk.RSE, ProbeDesk.path(probe), probe.bytes(), 0, all);
        synchronized (this) {
            tickedNanos = means.clock().nanoTime();
            if (ended) {
                return;
            }
        }
        ProbeFetch begun = means.client().probe(peer, spec, probe.bytesPerSecondMax(), this);
        boolean late;
        synchronized (this) {
            fetch = Optional.of(begun);
            late = ended;
        }
        if (late) {
            begun.close();
        }
    }

    @Override
    public void onBlock(Fetch from, int block, BlockSeal seal, Slab slab) {
        try {
            means.checkers().execute(() -> check(from, block, seal, slab));
        } catch (RejectedExecutionException e) {
            slab.release();
            end("the agent is stopping");
        }
    }

    private void check(Fetch from, int block, BlockSeal seal, Slab slab) {
        int length = slab.buffer().remaining();
        boolean good;
        try {
            long offset = (long) block * means.client().blockBytes();
            good = seal.holds(0, offset, slab.buffer());
        } finally {
            slab.release();
        }
        if (good) {
            arrived.addAndGet(length);
            from.written(block);
        } else {
            damaged.incrementAndGet();
            from.again(block);
        }
    }

    @Override
    public void onFailed(FailureClass failed, String reason) {
        end(reason);
    }

    /// Closes a second.
    synchronized void tick() {
        if (ended || fetch.isEmpty()) {
            return;
        }
        long now = means.clock().nanoTime();
        long bytes = arrived.get();
        long nanos = Math.max(1, now - tickedNanos);
        Way way = fetch.get().way();
        Optional<Frame.Conditions> source = way.conditions();
        samples.add(
                new ProbeSample(
                        Math.round((bytes - tickedBytes) * 1e9 / nanos),
                        way.connections(),
                        source.map(Frame.Conditions::rttMicros).orElse(0),
                        source.map(Frame.Conditions::minRttMicros).orElse(0),
                        source.map(Frame.Conditions::retransmittedPpm).orElse(0),
                        way.limitedBy()));
        tickedNanos = now;
        tickedBytes = bytes;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /// Ends it; the first end counts.
    ///
    /// @param why why early, or empty where it has run its time
    void end(String why) {
        Optional<ProbeFetch> running;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = why;
            running = fetch;
        }
        running.ifPresent(ProbeFetch::close);
    }

    synchronized FromAgent.ProbeReport report() {
        return new FromAgent.ProbeReport(
                means.agent(),
                means.incarnation(),
                probe.number(),
                samples,
                damaged.get(),
                ended,
                failure);
    }
}
