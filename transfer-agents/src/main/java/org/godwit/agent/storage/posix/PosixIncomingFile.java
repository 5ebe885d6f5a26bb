package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hidden file that fills up block by block, and its journal. Its space is taken when it is
/// opened, where the filesystem can do that.
final class PosixIncomingFile implements HiddenFile {
    private static final Logger log = LoggerFactory.getLogger(PosixIncomingFile.class);

    private final IncomingSpec spec;
    private final IncomingDirectory directory;
    private final OpenPart open;
    private final SpaceLedger.Reservation space;
    private final Runnable whenClosed;

    /// End of the last block that was begun to be written.
    private final AtomicLong end;

    private final AtomicLong unsynced = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Held while data or journal are forced; taken before the journal's.
    private final Object syncLock = new Object();

    private final Object journalLock = new Object();
    private final List<StoredBlock> unjournalled = new ArrayList<>();
    private @Nullable ResumeJournal journal;

    /// Until the file is closed or discarded: what is removed then must not be made anew.
    private boolean noting;

    private volatile @Nullable IOException lost;

    private PosixIncomingFile(
            OpenPart open,
            IncomingDirectory directory,
            SpaceLedger.Reservation space,
            Runnable whenClosed) {
        this.spec = open.spec();
        this.directory = directory;
        this.open = open;
        this.space = space;
        this.whenClosed = whenClosed;
        this.end = new AtomicLong(open.storedEnd());
        this.noting = spec.blocks() > 1;
    }

    static PosixIncomingFile open(
            IncomingSpec spec, IncomingDirectory directory, SpaceLedger ledger, Runnable whenClosed)
            throws StorageException {
        String what = "receiving %s (%d bytes)".formatted(spec.path(), spec.bytes());
        Optional<OpenPart> opened = Optional.empty();
        Optional<SpaceLedger.Reservation> promised = Optional.empty();
        boolean done = false;
        try {
            OpenPart part = OpenPart.open(spec, directory);
            opened = Optional.of(part);
            SpaceLedger.Reservation space =
                    ledger.reserve(spec.bytes() - part.storedBytes(), "receiving " + spec.path());
            promised = Optional.of(space);
            if (part.writer().allocate(spec.bytes())) {
                space.allocated();
            }
            done = true;
            return new PosixIncomingFile(part, directory, space, whenClosed);
        } catch (IOException e) {
            throw PosixErrors.of(what, e);
        } finally {
            if (!done) {
                promised.ifPresent(SpaceLedger.Reservation::close);
                opened.ifPresent(part -> part.close(part.storedEnd()));
            }
        }
    }

    @Override
    public IncomingSpec spec() {
        return spec;
    }

    @Override
    public List<StoredBlock> stored() {
        return open.stored();
    }

    @Override
    public void write(StoredBlock block, ByteBuffer payload) throws StorageException {
        int length = payload.remaining();
        if (length != spec.length(block.index())) {
            throw new IllegalArgumentException(
                    "block " + block.index() + " of " + length + " bytes");
        }
        end.accumulateAndGet(OpenPart.end(spec, block.index()), Math::max);
        try {
            open.writer().write(payload, spec.offset(block.index()));
        } catch (IOException e) {
            throw PosixErrors.of(
                    "writing %s (%d more bytes needed)".formatted(spec.path(), space.left()), e);
        }
        space.written(length);
        note(block, unsynced.addAndGet(length));
    }

    /// Notes a block at once, so that an agent that is killed finds it again. It may not be
    /// durable: a resume reads the latest blocks before it trusts them.
    private void note(StoredBlock block, long notDurable) {
        synchronized (journalLock) {
            unjournalled.add(block);
            if (noting && notDurable <= OpenPart.RECHECK_BYTES_MAX / 2) {
                try {
                    openJournal().append(unjournalled);
                    unjournalled.clear();
                } catch (IOException e) {
                    log.debug("{} is noted later: {}", spec.path(), e.getMessage());
                }
            }
        }
    }

    @Override
    public void sync() throws StorageException {
        synchronized (syncLock) {
            long written = unsynced.get();
            if (written == 0 || closed.get() || spec.blocks() < 2) {
                return;
            }
            List<StoredBlock> blocks = takeUnjournalled();
            try {
                forceData(false);
                appendDurable(blocks);
                unsynced.addAndGet(-written);
            } catch (IOException e) {
                giveBack(blocks);
                throw PosixErrors.of("noting progress of " + spec.path(), e);
            }
        }
    }

    /// The kernel tells once of data that it could not write, and counts it as written from then
    /// on: after a failure this file is never durable, whatever is said later.
    private void forceData(boolean withAttributes) throws IOException {
        if (lost != null) {
            throw new IOException(lost.getMessage(), lost);
        }
        try {
            open.channel().force(withAttributes);
        } catch (IOException e) {
            lost = e;
            throw e;
        }
    }

    /// What was written until now and is not noted yet; what is written from now on may miss the
    /// next force.
    private List<StoredBlock> takeUnjournalled() {
        synchronized (journalLock) {
            List<StoredBlock> taken = List.copyOf(unjournalled);
            unjournalled.clear();
            return taken;
        }
    }

    private void giveBack(List<StoredBlock> blocks) {
        synchronized (journalLock) {
            unjournalled.addAll(blocks);
        }
    }

    private void appendDurable(List<StoredBlock> blocks) throws IOException {
        ResumeJournal into;
        synchronized (journalLock) {
            if (!noting) {
                return;
            }
            into = openJournal();
            into.append(blocks);
        }
        into.force();
    }

    private ResumeJournal openJournal() throws IOException {
        ResumeJournal opened = journal;
        if (opened == null) {
            opened = ResumeJournal.create(directory.journal(spec.key()), spec, stored());
            journal = opened;
        }
        return opened;
    }

    @Override
    public long unsyncedBytes() {
        return spec.blocks() < 2 ? 0 : unsynced.get();
    }

    Path part() {
        return directory.part(spec.key());
    }

    /// Takes its name in an open directory; the name must be free.
    void link(int into, String name) throws IOException {
        directory.link(spec.key(), into, name);
    }

    @Override
    public void complete() {}

    @Override
    public void force() throws IOException {
        forceData(true);
    }

    @Override
    public void discard() {
        try {
            Files.deleteIfExists(part());
            synchronized (journalLock) {
                noting = false;
                Files.deleteIfExists(directory.journal(spec.key()));
            }
        } catch (IOException e) {
            // It stays hidden, and the sweep of old files takes it.
            close();
        } finally {
            close(spec.bytes());
        }
    }

    @Override
    public void close() {
        close(end.get());
    }

    private void closeJournal() {
        synchronized (journalLock) {
            noting = false;
            try {
                if (journal != null) {
                    journal.close();
                }
            } catch (IOException e) {
                // What had to be durable was forced: a failing close loses nothing.
                journal = null;
            }
        }
    }

    private void close(long keep) {
        if (closed.getAndSet(true)) {
            return;
        }
        synchronized (syncLock) {
            closeJournal();
        }
        open.close(keep);
        space.close();
        whenClosed.run();
    }
}
