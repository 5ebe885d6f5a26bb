package org.godwit.agent.transfer;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.godwit.agent.channel.Fetch;
import org.godwit.agent.channel.FetchListener;
import org.godwit.agent.checksum.Adler32Combine;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.jspecify.annotations.Nullable;

/// The blocks of one file on their way from the connections to the disk: each is checked against
/// its CRC, written in place, and counted; a damaged one is asked for again. Ends once: with all
/// blocks in place and the file's checksum right, or with a failure. Thread-safe.
final class Reception implements FetchListener {
    /// After this many damaged arrivals of one block the path to the source is at fault, not luck.
    static final int DAMAGED_MAX = 4;

    /// How it ends. Exactly one is called, once, on a disk thread or an event loop.
    interface End {
        /// All blocks are in place, the checksum is right; the file waits to be committed.
        void onVerified(IncomingFile file);

        /// It ended too early.
        ///
        /// @param discard whether what is there must not be used again
        void onFailed(IncomingFile file, FailureClass failure, String reason, boolean discard);
    }

    private final Transfer transfer;
    private final IncomingFile file;
    private final IncomingSpec spec;
    private final Executor writers;
    private final End end;
    private final int[] adlers;
    private final BitSet missing;
    private final Map<Integer, Integer> damaged = new HashMap<>();
    private final boolean resumed;
    private @Nullable Fetch fetch;
    private boolean ended;

    Reception(Transfer transfer, IncomingFile file, Executor writers, End end) {
        this.transfer = transfer;
        this.file = file;
        this.spec = file.spec();
        this.writers = writers;
        this.end = end;
        this.adlers = new int[spec.blocks()];
        this.missing = new BitSet(spec.blocks());
        missing.set(0, spec.blocks());
        for (StoredBlock block : file.stored()) {
            missing.clear(block.index());
            adlers[block.index()] = block.adler32();
            transfer.onStored(spec.length(block.index()));
        }
        this.resumed = !file.stored().isEmpty();
    }

    synchronized BitSet missing() {
        return (BitSet) missing.clone();
    }

    /// The fetch that brings the blocks, once there is one.
    void attach(Fetch to) {
        boolean late;
        synchronized (this) {
            fetch = to;
            late = ended;
        }
        if (late) {
            to.close();
        }
    }

    /// The stage that held it up most; absent where nothing was fetched.
    synchronized Optional<Bottleneck> limitedBy() {
        return Optional.ofNullable(fetch).map(Fetch::limitedBy);
    }

    /// Nothing is missing: check the whole.
    void finish() {
        int adler = Adler32Combine.EMPTY;
        for (int block = 0; block < adlers.length; block++) {
            adler = Adler32Combine.combine(adler, adlers[block], spec.length(block));
        }
        if (adler == spec.adler32()) {
            if (markEnded()) {
                end.onVerified(file);
            }
            return;
        }
        fail(
                FailureClass.INTEGRITY,
                "%s: the content at the source %s has Adler-32 %s, registered is %s%s: find out which is right"
                        .formatted(
                                spec.path(),
                                transfer.order().source().rse(),
                                hex(adler),
                                transfer.order().adler32(),
                                resumed ? " (some of it came in an earlier attempt)" : ""),
                true);
    }

    private static String hex(int adler) {
        return HexFormat.of().toHexDigits(adler);
    }

    @Override
    public void onBlock(Fetch from, int block, int crc32c, Slab slab) {
        try {
            writers.execute(() -> take(from, block, crc32c, slab));
        } catch (RejectedExecutionException e) {
            slab.release();
            cancel("this agent is stopping");
        }
    }

    private void take(Fetch from, int block, int crc32c, Slab slab) {
        int length = slab.buffer().remaining();
        boolean good = false;
        Optional<StorageException> failure = Optional.empty();
        try {
            if (isEnded()) {
                return;
            }
            transfer.onMoved(length);
            BlockChecksum.Both sums =
                    BlockChecksum.both(spec.didId(), spec.offset(block), slab.buffer());
            good = sums.crc32c() == crc32c;
            if (good) {
                file.write(new StoredBlock(block, crc32c, sums.adler32()), slab.buffer());
                adlers[block] = sums.adler32();
            }
        } catch (StorageException e) {
            failure = Optional.of(e);
        } finally {
            slab.release();
        }
        if (failure.isPresent()) {
            fail(Failures.atDestination(failure.get()), text(failure.get()), false);
        } else if (good) {
            onGood(from, block, length);
        } else {
            onDamaged(from, block);
        }
    }

    private String text(StorageException e) {
        return transfer.order().destination().rse() + ": " + e.getMessage();
    }

    private void onGood(Fetch from, int block, int length) {
        transfer.onWritten(length);
        boolean all;
        synchronized (this) {
            missing.clear(block);
            all = missing.isEmpty();
        }
        from.written(block);
        if (all) {
            finish();
        }
    }

    private void onDamaged(Fetch from, int block) {
        int times;
        synchronized (this) {
            times = damaged.merge(block, 1, Integer::sum);
        }
        if (times >= DAMAGED_MAX) {
            fail(
                    FailureClass.INTEGRITY,
                    "%s: block %d arrived damaged %d times from %s: check memory and network of both hosts"
                            .formatted(
                                    spec.path(), block, times, transfer.order().source().agent()),
                    false);
        } else {
            from.again(block);
        }
    }

    @Override
    public void onFailed(FailureClass failure, String reason) {
        fail(failure, reason, false);
    }

    void cancel(String reason) {
        fail(FailureClass.REFUSED, "cancelled: " + reason, false);
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private void fail(FailureClass failure, String reason, boolean discard) {
        if (markEnded()) {
            end.onFailed(file, failure, reason, discard);
        }
    }

    private boolean markEnded() {
        Fetch from;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            from = fetch;
        }
        if (from != null) {
            from.close();
        }
        return true;
    }
}
