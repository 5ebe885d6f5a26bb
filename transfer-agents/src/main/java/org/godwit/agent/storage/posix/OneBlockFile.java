package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;

/// A file of one block, or of none. There is nothing to resume, so it has no name, no lock and no
/// journal: it is made when its bytes are here, and vanishes with its last descriptor unless it was
/// given its final name. Two agents may have the same one: the first takes the name.
final class OneBlockFile implements HiddenFile {
    private final IncomingSpec spec;
    private final SmallFiles small;
    private final SpaceLedger.Reservation space;
    private final Runnable whenClosed;
    private Optional<Descriptor> file = Optional.empty();
    private boolean closed;

    OneBlockFile(
            IncomingSpec spec,
            SmallFiles small,
            SpaceLedger.Reservation space,
            Runnable whenClosed) {
        this.spec = spec;
        this.small = small;
        this.space = space;
        this.whenClosed = whenClosed;
    }

    @Override
    public IncomingSpec spec() {
        return spec;
    }

    @Override
    public List<StoredBlock> stored() {
        return List.of();
    }

    @Override
    public synchronized void write(StoredBlock block, ByteBuffer payload) throws StorageException {
        int length = payload.remaining();
        if (length != spec.bytes() || block.index() != 0) {
            throw new IllegalArgumentException(
                    "block " + block.index() + " of " + length + " bytes");
        }
        if (closed || file.isPresent()) {
            return;
        }
        try {
            file = Optional.of(small.make(spec.path(), payload));
        } catch (IOException e) {
            throw PosixErrors.of(
                    "writing %s (%d bytes needed)".formatted(spec.path(), spec.bytes()), e);
        }
        space.written(length);
    }

    @Override
    public synchronized void complete() throws IOException, StorageException {
        if (file.isEmpty() && spec.bytes() == 0) {
            file = Optional.of(small.make(spec.path(), ByteBuffer.allocate(0)));
        }
    }

    private synchronized Descriptor descriptor() throws IOException {
        return file.orElseThrow(() -> new IOException("it has no content"));
    }

    @Override
    public void force() throws IOException {
        descriptor().act(small.files()::sync);
    }

    /// Takes its name in an open directory; the name must be free.
    void link(int directory, String name) throws IOException {
        descriptor().act(from -> small.link(from, directory, name));
    }

    /// Nothing would be gained by syncing it before it is complete.
    @Override
    public void sync() {}

    @Override
    public long unsyncedBytes() {
        return 0;
    }

    @Override
    public void discard() {
        close();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            file.ifPresent(Descriptor::close);
        }
        space.close();
        whenClosed.run();
    }
}
