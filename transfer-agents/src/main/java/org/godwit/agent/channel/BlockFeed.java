package org.godwit.agent.channel;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.wire.Frame;

/// From the disk to the connections of one [SourceSession]: reads ahead, and hands each block to
/// the connection that can take it first, as fast as the destination allows.
///
/// Thread-safe. The session's lock guards it; methods that say so want it held, the others take it.
final class BlockFeed {
    /// Threads that read for one session at a time.
    private static final int READERS_MAX = 8;

    /// A read that takes longer waits for a disk, so that another beside it pays.
    private static final Duration SLOW_READ = Duration.ofMillis(1);

    /// How much more than its part of a granted rate the kernel lets a connection send: what others
    /// leave, and headers.
    private static final double PACE_SLACK = 1.5;

    /// What the kernel always lets through: pings and the like.
    private static final long PACE_MIN = 64 << 10;

    private final SourceContext context;
    private final ReentrantLock lock;
    private final BlockReader reader;
    private final ReadAhead ahead;
    private final RateLimiter limiter = new RateLimiter();
    private final SourceMeter meter;
    private final Map<Integer, SentLog> connections = new HashMap<>();
    private final Dealer dealer = new Dealer(connections.values());
    private long unaskedBytes;
    private int readers;
    private boolean pausing;
    private boolean ended;

    BlockFeed(SourceContext context, ReentrantLock lock, BlockReader reader) {
        this.context = context;
        this.lock = lock;
        this.reader = reader;
        this.ahead = new ReadAhead(context.slabs(), context.options().readAheadBytes());
        this.meter = new SourceMeter(context.sendBufferBytesMax());
        context.network().after(SourceMeter.VOTE_EVERY, this::pulse);
    }

    /// The live connections by number; lock held.
    Map<Integer, SentLog> connections() {
        return connections;
    }

    /// Ranges that are to be read; lock held.
    int ranges() {
        return ahead.ranges();
    }

    /// So many bytes more will be asked for, or less where negative; lock held.
    void expect(long bytes) {
        unaskedBytes += bytes;
    }

    /// Asks for blocks; lock held, and [#pump] is to be called after it.
    void append(Collection<ReadAhead.Range> ranges) {
        ahead.append(ranges);
    }

    /// Asks again for what was lost on its way, before everything else; lock held, and [#pump] is
    /// to be called after it.
    void sendAgain(List<SentLog.Sent> lost) {
        for (SentLog.Sent sent : lost.reversed()) {
            if (sent.file().state == ServedFile.State.ALLOWED) {
                ahead.prepend(sent.file(), sent.block());
            }
        }
    }

    /// Nothing more is to be sent; lock held.
    void end() {
        ended = true;
        ahead.clear();
    }

    /// The destination's word on how fast it may be sent to.
    void onRate(long bytesPerSecond) {
        lock.lock();
        try {
            limiter.set(bytesPerSecond, context.clock().nanoTime());
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// A connection has room for more.
    void onTaken(int index, int bytes) {
        lock.lock();
        try {
            SentLog log = connections.get(index);
            if (log != null) {
                log.taken(bytes, context.clock().nanoTime());
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// Hands out what is read, and reads ahead as far as memory allows.
    void pump() {
        boolean read;
        lock.lock();
        try {
            deal();
            read = wantsReader();
        } finally {
            lock.unlock();
        }
        if (read) {
            startReader();
        }
    }

    /// Whether another reader is to start, which then counts as started; lock held.
    private boolean wantsReader() {
        boolean wanted = !ended && readers < READERS_MAX && ahead.mayRead();
        if (wanted) {
            readers++;
        }
        return wanted;
    }

    private void startReader() {
        try {
            context.readers().execute(this::readBlocks);
        } catch (RejectedExecutionException e) {
            // The agent is stopping: nobody waits for the outcome.
            return;
        }
    }

    /// What one reader does: block after block, until nothing is to be read.
    private void readBlocks() {
        Optional<ReadAhead.Job> job = nextJob(Optional.empty(), Optional.empty());
        while (job.isPresent()) {
            long start = context.clock().nanoTime();
            Optional<ReadAhead.Ready> block = reader.read(job.get());
            if (context.clock().nanoTime() - start > SLOW_READ.toNanos()) {
                pump();
            }
            job = nextJob(job, block);
        }
    }

    /// Hands in a job and takes the next one, or ends the reader.
    private Optional<ReadAhead.Job> nextJob(
            Optional<ReadAhead.Job> done, Optional<ReadAhead.Ready> block) {
        lock.lock();
        try {
            if (block.isEmpty()) {
                done.ifPresent(ahead::onFailed);
            } else if (ended) {
                ahead.drop(block.get());
            } else {
                ahead.onRead(block.get());
            }
            deal();
            Optional<ReadAhead.Job> next = ended ? Optional.empty() : ahead.next(this::onSlabFreed);
            if (next.isEmpty()) {
                readers--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void onSlabFreed() {
        context.prepare(() -> {
            lock.lock();
            try {
                ahead.slabFreed();
            } finally {
                lock.unlock();
            }
            pump();
        });
    }

    /// Hands blocks to connections; lock held. Sending only queues on the connection's loop.
    private void deal() {
        long now = context.clock().nanoTime();
        Optional<ReadAhead.Ready> next = ahead.firstReady();
        while (next.isPresent()) {
            long left = unaskedBytes + ahead.bytesLeft();
            Optional<SentLog> taker = dealer.taker(next.get().length(), left, now);
            if (taker.isEmpty()) {
                return;
            }
            if (!limiter.mayPass(now)) {
                pause(now);
                return;
            }
            send(next.get(), taker.get(), now);
            limiter.passed(next.get().length(), now);
            ahead.sent();
            next = ahead.firstReady();
        }
    }

    private void pause(long now) {
        if (!pausing) {
            pausing = true;
            context.network().after(limiter.pause(now), this::afterPause);
        }
    }

    private void afterPause() {
        lock.lock();
        try {
            pausing = false;
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// The connection with the least to do; lock held.
    Optional<SentLog> idlestConnection() {
        return dealer.idlest();
    }

    private void send(ReadAhead.Ready block, SentLog connection, long now) {
        connection.sent(block.file(), block.block(), block.length(), now);
        connection
                .channel()
                .send(
                        new Frame.Data(
                                block.file().binding.ref(),
                                block.file().offset(block.block()),
                                block.length(),
                                block.crc32c(),
                                block.tag()),
                        block.payload());
    }

    /// Looks ten times a second at what the session waits for, and tells the destination twice.
    private void pulse() {
        context.prepare(() -> {
            lock.lock();
            try {
                if (ended) {
                    return;
                }
                vote();
            } finally {
                lock.unlock();
            }
            // The connection that a block waits for may have come to a halt.
            pump();
            context.network().after(SourceMeter.VOTE_EVERY, this::pulse);
        });
    }

    /// Lock held.
    private void vote() {
        long now = context.clock().nanoTime();
        Optional<SentLog> idlest = idlestConnection();
        boolean idle = idlest.isPresent() && idlest.get().untakenBytes() == 0;
        boolean readable = ahead.firstReady().isPresent();
        boolean busy = connections.values().stream().anyMatch(log -> log.untakenBytes() > 0);
        meter.vote(
                new SourceMeter.Vote(
                        ahead.hasWork() || busy,
                        ahead.hasWork() && !readable && idle,
                        readable && !limiter.mayPass(now)));
        if (meter.isDue()) {
            boolean asked = meter.wasAsked();
            Frame.Conditions conditions =
                    meter.conditions(
                            connections.values().stream().map(SentLog::channel).toList(),
                            HostLimits.cpuLoad());
            pace();
            if (asked) {
                idlest.ifPresent(log -> log.channel().send(conditions));
            }
        }
    }

    /// Has the kernel spread what a granted rate allows, which is counted here block by block; lock
    /// held.
    private void pace() {
        long rate = limiter.bytesPerSecond();
        long part = (long) (PACE_SLACK * rate / Math.max(1, connections.size()));
        long each = rate == 0 ? 0 : Math.max(PACE_MIN, part);
        connections.values().forEach(log -> log.channel().pace(each));
    }
}
