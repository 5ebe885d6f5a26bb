package org.godwit.agent.channel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.wire.FileErrorCode;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameLimits;
import org.godwit.agent.wire.WireException;

/// What one destination wants of this source, over all its connections: the files it may read, the
/// blocks it has asked for, those read and waiting for a connection. Any connection that can take a
/// block gets the next one, so that a slow one strands nothing. Ends with its last connection.
///
/// Thread-safe: one lock, under which nothing waits; disks and signatures are the executors' work.
final class SourceSession {
    /// Bytes handed to one connection that the kernel has not taken yet; with the kernel's own
    /// buffer enough to keep it busy, and little enough that a slow connection holds few blocks.
    private static final long CONNECTION_BACKLOG_BYTES = 4L << 20;

    private static final int BLOCKS_AHEAD_MAX = 512;

    private record Range(ServedFile file, int from, int to) {}

    private record ReadyBlock(ServedFile file, int block, int crc32c, Slab slab) {}

    private final SourceContext context;
    private final String reader;
    private final long number;
    private final int blockBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, ServedFile> files = new HashMap<>();
    private final Map<Integer, List<Range>> unchecked = new HashMap<>();
    private final ArrayDeque<Range> queue = new ArrayDeque<>();
    private final ArrayDeque<ReadyBlock> ready = new ArrayDeque<>();
    private final Map<Integer, SentLog> connections = new HashMap<>();
    private final Map<Integer, SentLog> deadConnections = new HashMap<>();

    /// Given up by the destination; one whose Hello comes after the news must not be used.
    private final Set<Integer> lostConnections = new HashSet<>();

    private int refMax = -1;
    private long aheadBytes;
    private int aheadBlocks;
    private boolean waitingForSlab;
    private boolean ended;

    SourceSession(SourceContext context, String reader, long number, int blockBytes) {
        this.context = context;
        this.reader = reader;
        this.number = number;
        this.blockBytes = blockBytes;
    }

    long number() {
        return number;
    }

    /// Adds a connection.
    ///
    /// @return false where the session has ended: the caller makes a new one
    boolean join(int index, FrameChannel channel, int peerBlockBytes) throws WireException {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            if (peerBlockBytes != blockBytes
                    || connections.containsKey(index)
                    || deadConnections.containsKey(index)
                    || lostConnections.contains(index)
                    || connections.size() + deadConnections.size()
                            >= FrameLimits.CONNECTIONS_PER_SESSION_MAX) {
                throw new WireException("connection does not fit its session");
            }
            connections.put(index, new SentLog(channel));
        } finally {
            lock.unlock();
        }
        return true;
    }

    /// Removes a connection.
    ///
    /// @return whether that was the last one
    boolean leave(int index) {
        List<ServedFile> closing;
        lock.lock();
        try {
            SentLog log = connections.remove(index);
            if (log == null) {
                return false;
            }
            deadConnections.put(index, log);
            if (!connections.isEmpty() || ended) {
                return false;
            }
            ended = true;
            closing = List.copyOf(files.values());
            files.clear();
            unchecked.clear();
            queue.clear();
            ready.forEach(block -> block.slab().release());
            ready.clear();
        } finally {
            lock.unlock();
        }
        closing.forEach(this::closeLater);
        return true;
    }

    void onGrant(Frame.Grant grant) throws WireException {
        List<ServedFile> fresh = new ArrayList<>();
        List<Frame.Binding> bindings = new ArrayList<>();
        lock.lock();
        try {
            for (Frame.Binding binding : grant.files()) {
                ServedFile known = files.get(binding.ref());
                if (known != null && !known.binding.equals(binding)) {
                    throw new WireException("file number bound twice");
                }
                if (known == null && !ended) {
                    ServedFile file = new ServedFile(binding, path(binding), blockBytes);
                    fresh.add(file);
                    bindings.add(binding);
                }
            }
            if (files.size() + fresh.size() > FrameLimits.FILES_PER_SESSION_MAX) {
                throw new WireException("too many files in one session");
            }
            for (ServedFile file : fresh) {
                files.put(file.binding.ref(), file);
                refMax = Math.max(refMax, file.binding.ref());
            }
        } finally {
            lock.unlock();
        }
        if (!fresh.isEmpty()) {
            run(() -> check(grant.envelope(), fresh, bindings));
        }
    }

    private StoragePath path(Frame.Binding binding) throws WireException {
        if (binding.ref() < 0
                || (binding.bytes() + blockBytes - 1) / blockBytes > Integer.MAX_VALUE) {
            throw new WireException("grant for an impossible file");
        }
        try {
            return StoragePath.parse(binding.path());
        } catch (StorageException e) {
            throw new WireException("grant with a forbidden path");
        }
    }

    private void check(byte[] envelope, List<ServedFile> fresh, List<Frame.Binding> bindings) {
        Optional<String> refusal = context.verifier().refuse(reader, envelope, bindings);
        lock.lock();
        try {
            for (ServedFile file : fresh) {
                List<Range> waiting = unchecked.remove(file.binding.ref());
                if (refusal.isEmpty() && file.state == ServedFile.State.UNCHECKED) {
                    file.state = ServedFile.State.ALLOWED;
                    if (waiting != null) {
                        queue.addAll(waiting);
                    }
                } else {
                    refusal.ifPresent(why -> giveUp(file, FileErrorCode.REFUSED, why));
                }
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    void onFetch(Frame.Fetch fetch) throws WireException {
        lock.lock();
        try {
            ServedFile file = files.get(fetch.ref());
            if (file == null) {
                if (fetch.ref() < 0 || fetch.ref() > refMax) {
                    throw new WireException("file asked for without a grant");
                }
                return;
            }
            List<Range> ranges = ranges(file, fetch);
            if (queue.size() + unchecked.size() + ranges.size()
                    > FrameLimits.RANGES_PER_SESSION_MAX) {
                throw new WireException("too many ranges asked for");
            }
            ranges.forEach(range -> file.pending.set(range.from(), range.to()));
            switch (file.state) {
                case UNCHECKED ->
                        unchecked
                                .computeIfAbsent(fetch.ref(), _ -> new ArrayList<>())
                                .addAll(ranges);
                case ALLOWED -> queue.addAll(ranges);
                case GONE -> {}
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    private List<Range> ranges(ServedFile file, Frame.Fetch fetch) throws WireException {
        long bytes = file.binding.bytes();
        boolean inside =
                fetch.offset() >= 0
                        && fetch.length() > 0
                        && fetch.length() <= bytes - fetch.offset();
        if (!inside
                || fetch.offset() % blockBytes != 0
                || (fetch.length() % blockBytes != 0 && fetch.offset() + fetch.length() != bytes)) {
            throw new WireException("range that is not whole blocks of the file");
        }
        int from = (int) (fetch.offset() / blockBytes);
        int to = (int) ((fetch.offset() + fetch.length() + blockBytes - 1) / blockBytes);
        if (!fetch.onlyIfUnknown()) {
            return List.of(new Range(file, from, to));
        }
        List<Range> ranges = new ArrayList<>();
        BitSet pending = file.pending;
        for (int start = pending.nextClearBit(from); start < to; ) {
            int known = pending.nextSetBit(start);
            int end = known < 0 ? to : Math.min(known, to);
            ranges.add(new Range(file, start, end));
            start = pending.nextClearBit(end);
        }
        return ranges;
    }

    void onForget(int ref) {
        ServedFile file;
        lock.lock();
        try {
            file = files.remove(ref);
            unchecked.remove(ref);
            if (file == null) {
                return;
            }
            file.state = ServedFile.State.GONE;
        } finally {
            lock.unlock();
        }
        closeLater(file);
    }

    void onAck(int index, long dataFrames) throws WireException {
        lock.lock();
        try {
            SentLog log = connections.get(index);
            if (log != null) {
                log.arrived(dataFrames);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The destination has lost a connection: what did not arrive on it is sent again, first.
    void onLost(Frame.Lost lost) throws WireException {
        Optional<SentLog> alive;
        lock.lock();
        try {
            if (lostConnections.add(lost.connection())
                    && lostConnections.size() > FrameLimits.CONNECTIONS_PER_SESSION_MAX) {
                throw new WireException("too many connections lost");
            }
            alive = Optional.ofNullable(connections.remove(lost.connection()));
            SentLog log = alive.orElseGet(() -> deadConnections.remove(lost.connection()));
            if (log == null) {
                return;
            }
            log.arrived(lost.dataFrames());
            for (SentLog.Sent sent : log.drain().reversed()) {
                if (sent.file().state == ServedFile.State.ALLOWED) {
                    queue.addFirst(new Range(sent.file(), sent.block(), sent.block() + 1));
                }
            }
        } finally {
            lock.unlock();
        }
        alive.ifPresent(log -> log.channel().close("the destination gave this connection up"));
        pump();
    }

    /// Reads ahead as far as memory allows, and hands out what is read.
    private void pump() {
        List<Runnable> reads = new ArrayList<>();
        lock.lock();
        try {
            while (!ended
                    && !waitingForSlab
                    && aheadBytes < context.options().readAheadBytes()
                    && aheadBlocks < BLOCKS_AHEAD_MAX) {
                Range range = queue.peek();
                if (range == null) {
                    break;
                }
                if (range.file().state != ServedFile.State.ALLOWED) {
                    queue.remove();
                    continue;
                }
                int length = range.file().length(range.from());
                Optional<Slab> slab = context.slabs().tryAcquire(length, this::pumpLater);
                if (slab.isEmpty()) {
                    waitingForSlab = true;
                    break;
                }
                queue.remove();
                if (range.from() + 1 < range.to()) {
                    queue.addFirst(new Range(range.file(), range.from() + 1, range.to()));
                }
                aheadBytes += length;
                aheadBlocks++;
                reads.add(() -> read(range.file(), range.from(), slab.get()));
            }
            deal();
        } finally {
            lock.unlock();
        }
        reads.forEach(read -> run(context.readers(), read));
    }

    private void pumpLater() {
        run(() -> {
            lock.lock();
            try {
                waitingForSlab = false;
            } finally {
                lock.unlock();
            }
            pump();
        });
    }

    /// Hands blocks to connections; lock held. Sending only queues on the connection's loop.
    private void deal() {
        while (!ready.isEmpty()) {
            ReadyBlock next = ready.element();
            int length = next.slab().buffer().remaining();
            if (next.file().state != ServedFile.State.ALLOWED) {
                ready.remove();
                next.slab().release();
                aheadBytes -= length;
                aheadBlocks--;
                continue;
            }
            Optional<SentLog> idlest =
                    connections.values().stream()
                            .min(Comparator.comparingLong(SentLog::unflushedBytes));
            if (idlest.isEmpty() || idlest.get().unflushedBytes() > CONNECTION_BACKLOG_BYTES) {
                return;
            }
            ready.remove();
            aheadBytes -= length;
            aheadBlocks--;
            send(next, idlest.get(), length);
        }
    }

    private void send(ReadyBlock block, SentLog connection, int length) {
        connection.sent(block.file(), block.block(), length);
        Frame.Data header =
                new Frame.Data(
                        block.file().binding.ref(),
                        block.file().offset(block.block()),
                        length,
                        block.crc32c());
        connection.channel().send(header, block.slab(), () -> flushed(connection, length));
    }

    private void flushed(SentLog connection, int length) {
        lock.lock();
        try {
            connection.flushed(length);
        } finally {
            lock.unlock();
        }
        pump();
    }

    private void read(ServedFile file, int block, Slab slab) {
        int length = file.length(block);
        Optional<ReadyBlock> result = Optional.empty();
        try {
            slab.buffer().clear().limit(length);
            Optional<StorageProtocol> storage = context.storages().find(file.binding.rse());
            if (storage.isEmpty()) {
                fail(
                        file,
                        FileErrorCode.NOT_FOUND,
                        "this agent does not serve RSE " + file.binding.rse());
            } else {
                file.read(storage.get(), block, slab.buffer());
                slab.buffer().flip();
                int crc = BlockChecksum.of(file.binding.didId(), file.offset(block), slab.buffer());
                result = Optional.of(new ReadyBlock(file, block, crc, slab));
            }
        } catch (StorageException e) {
            fail(file, code(e.kind()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            fail(file, FileErrorCode.READ_FAILED, "reading " + file.path + ": " + e.getMessage());
        }
        lock.lock();
        try {
            if (result.isPresent() && !ended) {
                ready.add(result.get());
            } else {
                slab.release();
                aheadBytes -= length;
                aheadBlocks--;
            }
        } finally {
            lock.unlock();
        }
        pump();
    }

    private static FileErrorCode code(StorageException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> FileErrorCode.NOT_FOUND;
            case CHANGED -> FileErrorCode.CHANGED;
            case REFUSED -> FileErrorCode.REFUSED;
            case BUSY -> FileErrorCode.BUSY;
            case EXISTS, NO_SPACE, READ_ONLY, IO -> FileErrorCode.READ_FAILED;
        };
    }

    private void fail(ServedFile file, FileErrorCode code, String message) {
        lock.lock();
        try {
            giveUp(file, code, message);
        } finally {
            lock.unlock();
        }
    }

    /// Tells the destination, once; lock held.
    private void giveUp(ServedFile file, FileErrorCode code, String message) {
        if (file.state == ServedFile.State.GONE) {
            return;
        }
        file.state = ServedFile.State.GONE;
        connections.values().stream()
                .min(Comparator.comparingLong(SentLog::unflushedBytes))
                .ifPresent(log ->
                        log.channel().send(new Frame.FileError(file.binding.ref(), code, message)));
        closeLater(file);
    }

    private void closeLater(ServedFile file) {
        run(file::close);
    }

    private void run(Runnable task) {
        run(context.preparers(), task);
    }

    private static void run(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The agent is stopping: nobody waits for the outcome.
            return;
        }
    }
}
