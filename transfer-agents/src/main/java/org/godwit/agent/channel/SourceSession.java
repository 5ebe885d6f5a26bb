package org.godwit.agent.channel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.wire.FileErrorCode;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameLimits;
import org.godwit.agent.wire.SecurityTerms;
import org.godwit.agent.wire.WireException;

/// What one destination wants of this source, over all its connections: the files it may read, the
/// blocks it has asked for, those read and waiting for a connection. Any connection that can take a
/// block gets the next one, so that a slow one strands nothing. Ends with its last connection.
///
/// Thread-safe: one lock, under which nothing waits; disks and signatures are the executors' work.
final class SourceSession {
    private final SourceContext context;
    private final String reader;
    private final long number;
    private final int blockBytes;
    private final SessionSecurity security;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, ServedFile> files = new HashMap<>();
    private final Map<Integer, List<ReadAhead.Range>> unchecked = new HashMap<>();
    private final Map<Integer, ReadPermit> permits = new HashMap<>();
    private final BlockFeed feed;
    private final Map<Integer, SentLog> deadConnections = new HashMap<>();

    /// Given up by the destination; one whose Hello comes after the news must not be used.
    private final Set<Integer> lostConnections = new HashSet<>();

    private int refMax = -1;
    private int permitMax = -1;
    private boolean ended;

    /// @param first greeting of its first connection
    /// @param answer how the source answers it
    SourceSession(SourceContext context, Frame.Hello first, long number, SecurityTerms answer) {
        this.context = context;
        this.reader = first.agent();
        this.number = number;
        this.blockBytes = first.blockBytes();
        this.security = SessionSecurity.of(first.session(), first.security(), answer);
        this.feed = new BlockFeed(context, lock, new BlockReader(context, security, this::fail));
    }

    SessionSecurity security() {
        return security;
    }

    long number() {
        return number;
    }

    /// Adds a connection.
    ///
    /// @return false where the session has ended: the caller makes a new one
    boolean join(Frame.Hello hello, FrameChannel channel) throws WireException {
        int index = hello.connection();
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            if (hello.blockBytes() != blockBytes
                    || !hello.security().equals(security.asked())
                    || feed.connections().containsKey(index)
                    || deadConnections.containsKey(index)
                    || lostConnections.contains(index)
                    || feed.connections().size() + deadConnections.size()
                            >= FrameLimits.CONNECTIONS_PER_SESSION_MAX) {
                throw new WireException("connection does not fit its session");
            }
            feed.connections().put(index, new SentLog(channel));
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
            SentLog log = feed.connections().remove(index);
            if (log == null) {
                return false;
            }
            deadConnections.put(index, log);
            if (!feed.connections().isEmpty() || ended) {
                return false;
            }
            ended = true;
            closing = List.copyOf(files.values());
            files.clear();
            unchecked.clear();
            permits.clear();
            feed.end();
        } finally {
            lock.unlock();
        }
        closing.forEach(this::closeLater);
        return true;
    }

    void onPermit(Frame.Permit shown) throws WireException {
        ReadPermit permit = new ReadPermit();
        lock.lock();
        try {
            // On different connections they may overtake each other, but not by far.
            if (Math.abs(shown.number() - (long) permitMax) > FrameLimits.PERMITS_PER_SESSION_MAX
                    || permits.putIfAbsent(shown.number(), permit) != null) {
                throw new WireException("permit out of order");
            }
            permitMax = Math.max(permitMax, shown.number());
            permits.keySet()
                    .removeIf(number -> number <= permitMax - FrameLimits.PERMITS_PER_SESSION_MAX);
        } finally {
            lock.unlock();
        }
        context.prepare(() -> check(permit, shown.envelope()));
    }

    private void check(ReadPermit permit, byte[] envelope) {
        GrantVerifier.Permission permission = context.verifier().open(reader, envelope);
        lock.lock();
        try {
            permit.open(permission).forEach(file -> settle(file, permission));
        } finally {
            lock.unlock();
        }
        feed.pump();
    }

    void onGrant(Frame.Grant grant) throws WireException {
        lock.lock();
        try {
            if (files.size() + grant.files().size() > FrameLimits.FILES_PER_SESSION_MAX) {
                throw new WireException("too many files in one session");
            }
            for (Frame.Binding binding : grant.files()) {
                ServedFile known = files.get(binding.ref());
                if (known != null && !known.binding.equals(binding)) {
                    throw new WireException("file number bound twice");
                }
                if (known == null && !ended) {
                    ServedFile file = new ServedFile(binding, path(binding), blockBytes);
                    files.put(binding.ref(), file);
                    feed.expect(binding.bytes());
                    refMax = Math.max(refMax, binding.ref());
                    ask(grant.permit(), file);
                }
            }
        } finally {
            lock.unlock();
        }
        feed.pump();
    }

    /// Settles whether a file may be read, now or when its permission is checked; lock held.
    private void ask(int number, ServedFile file) throws WireException {
        ReadPermit permit = permits.get(number);
        if (permit == null) {
            if (number < 0 || number > permitMax) {
                throw new WireException("grant without a permit");
            }
            giveUp(file, FileErrorCode.REFUSED, "its permission was shown too long ago");
        } else if (permit.permission().isEmpty()) {
            permit.await(file);
        } else {
            settle(file, permit.permission().get());
        }
    }

    /// Lock held.
    private void settle(ServedFile file, GrantVerifier.Permission permission) {
        List<ReadAhead.Range> waiting = unchecked.remove(file.binding.ref());
        Optional<String> refusal = permission.refuse(file.binding);
        if (refusal.isPresent()) {
            giveUp(file, FileErrorCode.REFUSED, refusal.get());
        } else if (file.state == ServedFile.State.UNCHECKED) {
            file.state = ServedFile.State.ALLOWED;
            if (waiting != null) {
                feed.append(waiting);
            }
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
            List<ReadAhead.Range> ranges = ranges(file, fetch);
            if (feed.ranges() + unchecked.size() + ranges.size()
                    > FrameLimits.RANGES_PER_SESSION_MAX) {
                throw new WireException("too many ranges asked for");
            }
            ranges.forEach(range -> file.pending.set(range.from(), range.to()));
            feed.expect(-file.askedUpTo(block(fetch.offset() + fetch.length() + blockBytes - 1)));
            switch (file.state) {
                case UNCHECKED ->
                        unchecked
                                .computeIfAbsent(fetch.ref(), _ -> new ArrayList<>())
                                .addAll(ranges);
                case ALLOWED -> feed.append(ranges);
                case GONE -> {}
            }
        } finally {
            lock.unlock();
        }
        feed.pump();
    }

    private List<ReadAhead.Range> ranges(ServedFile file, Frame.Fetch fetch) throws WireException {
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
        int from = block(fetch.offset());
        int to = block(fetch.offset() + fetch.length() + blockBytes - 1);
        if (!fetch.onlyIfUnknown()) {
            return List.of(new ReadAhead.Range(file, from, to));
        }
        List<ReadAhead.Range> ranges = new ArrayList<>();
        BitSet pending = file.pending;
        for (int start = pending.nextClearBit(from); start < to; ) {
            int known = pending.nextSetBit(start);
            int end = known < 0 ? to : Math.min(known, to);
            ranges.add(new ReadAhead.Range(file, start, end));
            start = pending.nextClearBit(end);
        }
        return ranges;
    }

    private int block(long offset) {
        return (int) (offset / blockBytes);
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
            drop(file);
        } finally {
            lock.unlock();
        }
        closeLater(file);
    }

    void onAck(int index, long dataFrames) throws WireException {
        lock.lock();
        try {
            SentLog log = feed.connections().get(index);
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
            alive = Optional.ofNullable(feed.connections().remove(lost.connection()));
            SentLog log = alive.orElseGet(() -> deadConnections.remove(lost.connection()));
            if (log == null) {
                return;
            }
            log.arrived(lost.dataFrames());
            feed.sendAgain(log.drain());
        } finally {
            lock.unlock();
        }
        alive.ifPresent(log -> log.channel().close("the destination gave this connection up"));
        feed.pump();
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
        drop(file);
        feed.idlestConnection()
                .ifPresent(log ->
                        log.channel().send(new Frame.FileError(file.binding.ref(), code, message)));
        closeLater(file);
    }

    private void drop(ServedFile file) {
        file.state = ServedFile.State.GONE;
        feed.expect(-file.askedUpTo(file.blocks()));
    }

    void onRate(long bytesPerSecond) {
        feed.onRate(bytesPerSecond);
    }

    void onTaken(int index, int bytes) {
        feed.onTaken(index, bytes);
    }

    private void closeLater(ServedFile file) {
        context.prepare(file::close);
    }
}
