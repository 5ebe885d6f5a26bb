package org.godwit.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs scans, a few at a time, and tells their reports again until the engine has them.
/// Thread-safe.
final class ScanRunner implements AutoCloseable {
    /// Scans that read at a time; the disk is there for transfers too.
    static final int SCANS_AT_A_TIME = 2;

    /// Scans known at a time; more are dropped, the engine asks again.
    private static final int SCANS_MAX = 256;

    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ScanRunner.class);

    private final AgentVoice voice;
    private final Storages storages;
    private final Executor readers;
    private final EngineClock clock;
    private final Map<String, Scan> scans = new HashMap<>();
    private final List<Scan> waiting = new ArrayList<>();
    private int running;

    /// Begins with no scan.
    ///
    /// @param readers disk threads that compute checksums
    ScanRunner(AgentVoice voice, Storages storages, Executor readers, EngineClock clock) {
        this.voice = voice;
        this.storages = storages;
        this.readers = readers;
        this.clock = clock;
    }

    /// Starts a scan. One that runs already goes on as it is, unless the engine asks for parts that
    /// another engine has acknowledged: then it begins anew from there.
    synchronized void take(ToAgent.Scan order) {
        Optional<Scan> known = Optional.ofNullable(scans.get(order.scan()));
        if (known.isPresent()) {
            if (known.get().canTellFrom(order.resumeAt())) {
                return;
            }
            known.get().stop();
            waiting.remove(known.get());
            scans.remove(order.scan());
        }
        if (scans.size() >= SCANS_MAX) {
            log.warn("scan {} was dropped: {} are known already", order.scan(), scans.size());
            return;
        }
        Optional<StorageProtocol> storage = storages.find(order.rse());
        Scan scan = new Scan(order, storage, readers, this::say);
        scans.put(order.scan(), scan);
        waiting.add(scan);
        startNext();
    }

    private void startNext() {
        while (running < SCANS_AT_A_TIME && !waiting.isEmpty()) {
            Scan scan = waiting.removeFirst();
            running++;
            Thread.ofVirtual().name("scan-" + scan.order().scan()).start(() -> run(scan));
        }
    }

    private void run(Scan scan) {
        try {
            scan.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            log.debug("scan {} ended with the agent", scan.order().scan());
        } finally {
            synchronized (this) {
                running--;
                startNext();
            }
        }
    }

    private void say(Scan scan, Scan.Part part) {
        voice.say(
                new FromAgent.ScanReport(
                        voice.agent(),
                        voice.incarnation(),
                        scan.order().scan(),
                        part.sequence(),
                        part.first(),
                        part.files(),
                        part.problems(),
                        part.finished()));
        part.toldAt(clock.nanoTime());
    }

    /// The engine has these parts.
    void received(List<ToAgent.ScanMark> marks) {
        for (ToAgent.ScanMark mark : marks) {
            Optional<Scan> scan;
            synchronized (this) {
                scan = Optional.ofNullable(scans.get(mark.scan()));
            }
            if (scan.isPresent() && scan.get().received(mark.sequence())) {
                synchronized (this) {
                    scans.remove(mark.scan());
                }
            }
        }
    }

    /// Tells again what was told long ago and has no receipt.
    void tellAgain() {
        List<Scan> all;
        synchronized (this) {
            all = List.copyOf(scans.values());
        }
        for (Scan scan : all) {
            for (Scan.Part part : scan.unreceived()) {
                if (clock.nanoTime() - part.toldAt() > TELL_AGAIN.toNanos()) {
                    say(scan, part);
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        waiting.clear();
        scans.values().forEach(Scan::stop);
    }
}
