package org.godwit.agent.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Optional;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.wire.Frame;
import org.jspecify.annotations.Nullable;

/// A file that a session may read. The bookkeeping fields are guarded by the session's lock;
/// reading is thread-safe and blocks.
final class ServedFile {
    /// Whether it may be read is not known until the grant is checked.
    enum State {
        UNCHECKED,
        ALLOWED,
        GONE
    }

    final Frame.Binding binding;
    final StoragePath path;
    final int blockBytes;

    /// Blocks asked for and not yet known to have arrived.
    final BitSet pending = new BitSet();

    State state = State.UNCHECKED;

    private int unaskedFrom;

    private final Object openLock = new Object();
    private @Nullable SourceFile open;
    private boolean closed;

    /// Blocks that the kernel is to send from it.
    private int sending;

    ServedFile(Frame.Binding binding, StoragePath path, int blockBytes) {
        this.binding = binding;
        this.path = path;
        this.blockBytes = blockBytes;
    }

    int blocks() {
        return (int) ((binding.bytes() + blockBytes - 1) / blockBytes);
    }

    long offset(int block) {
        return (long) block * blockBytes;
    }

    int length(int block) {
        return (int) Math.min(blockBytes, binding.bytes() - offset(block));
    }

    long bytes(int from, int to) {
        return Math.min(offset(to), binding.bytes()) - Math.min(offset(from), binding.bytes());
    }

    /// The blocks before `to` have been asked for, or never will be.
    ///
    /// @return bytes of those of which that was not known
    long askedUpTo(int to) {
        int from = unaskedFrom;
        unaskedFrom = Math.max(from, to);
        return bytes(from, unaskedFrom);
    }

    /// Fills `into` from `offset`. A file of one block is closed again at once: thousands may be
    /// asked for.
    void read(StorageProtocol storage, long offset, ByteBuffer into)
            throws IOException, StorageException {
        SourceFile file = file(storage);
        int length = into.remaining();
        try {
            if (file.bytes() != binding.bytes()) {
                throw changed(
                        "it has %d bytes, %d were registered"
                                .formatted(file.bytes(), binding.bytes()));
            }
            if (file.read(into, offset) < length) {
                throw changed("it became shorter while it was read");
            }
        } finally {
            if (blocks() == 1) {
                closeOpen();
            }
        }
    }

    /// From what the kernel can send a block by itself, where it can. The file stays open until
    /// [#stopSending] was called as often as this had an answer.
    Optional<FileChannel> startSending(StorageProtocol storage, int block)
            throws IOException, StorageException {
        if (blocks() == 1) {
            return Optional.empty();
        }
        Optional<FileChannel> channel = file(storage).sendable(offset(block), length(block));
        if (channel.isPresent()) {
            synchronized (openLock) {
                requireWanted();
                sending++;
            }
        }
        return channel;
    }

    /// A block that the kernel was to send is sent, or never will be.
    ///
    /// @return whether the file only waited for this, and is to be closed now
    boolean stopSending() {
        synchronized (openLock) {
            sending--;
            return closed && sending == 0;
        }
    }

    private StorageException changed(String how) {
        return new StorageException(
                StorageException.Kind.CHANGED,
                "%s at %s is not the registered file: %s".formatted(path, binding.rse(), how));
    }

    private SourceFile file(StorageProtocol storage) throws IOException, StorageException {
        synchronized (openLock) {
            requireWanted();
            if (open == null) {
                open = storage.open(path);
            }
            return open;
        }
    }

    private void requireWanted() throws IOException {
        if (closed) {
            throw new IOException("no longer wanted");
        }
    }

    private void closeOpen() {
        synchronized (openLock) {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    /// Blocks for the close of a file, unless the kernel still sends from it; nothing can be read
    /// afterwards.
    void close() {
        synchronized (openLock) {
            closed = true;
            if (sending == 0) {
                closeOpen();
            }
        }
    }
}
