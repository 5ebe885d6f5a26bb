package org.godwit.agent.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.mac.PayloadMac;
import org.godwit.agent.mac.PayloadTag;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.wire.FileErrorCode;

/// Reads the blocks of one [SourceSession] and sums them up. A block goes into its slab; or, where
/// the kernel can send it from its page cache by itself, only piece by piece past the checksums,
/// while the processor still has it. Thread-safe; waits for the disk.
final class BlockReader {
    /// Fits a processor's own cache.
    private static final int PIECE_BYTES = 128 << 10;

    /// A smaller one is copied faster than it is looked for.
    private static final int IN_FILE_BYTES_MIN = 64 << 10;

    /// Told, without the session's lock, that a file cannot be read.
    interface Failures {
        void onReadFailed(ServedFile file, FileErrorCode code, String message);
    }

    private final SourceContext context;
    private final SessionSecurity security;
    private final Failures failures;

    BlockReader(SourceContext context, SessionSecurity security, Failures failures) {
        this.context = context;
        this.security = security;
        this.failures = failures;
    }

    /// Reads one block.
    ///
    /// @return empty where it cannot be read, which was told; the job's slab is the caller's then
    Optional<ReadAhead.Ready> read(ReadAhead.Job job) {
        ServedFile file = job.file();
        Optional<StorageProtocol> storage = context.storages().find(file.binding.rse());
        if (storage.isEmpty()) {
            failures.onReadFailed(
                    file,
                    FileErrorCode.NOT_FOUND,
                    "this agent does not serve RSE " + file.binding.rse());
            return Optional.empty();
        }
        try {
            return Optional.of(read(storage.get(), job));
        } catch (StorageException e) {
            failures.onReadFailed(file, code(e.kind()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            failures.onReadFailed(
                    file,
                    FileErrorCode.READ_FAILED,
                    "reading " + file.path + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private ReadAhead.Ready read(StorageProtocol storage, ReadAhead.Job job)
            throws IOException, StorageException {
        if (security.sendsAsRead() && job.length() >= IN_FILE_BYTES_MIN) {
            Optional<FileChannel> channel = job.file().startSending(storage, job.block());
            if (channel.isPresent()) {
                return leftInFile(storage, job, channel.get());
            }
        }
        return intoMemory(storage, job);
    }

    private ReadAhead.Ready intoMemory(StorageProtocol storage, ReadAhead.Job job)
            throws IOException, StorageException {
        ServedFile file = job.file();
        long offset = file.offset(job.block());
        Slab slab = job.slab();
        slab.buffer().clear().limit(job.length());
        file.read(storage, offset, slab.buffer());
        slab.buffer().flip();
        int crc = BlockChecksum.of(file.binding.didId(), offset, slab.buffer());
        Optional<PayloadTag> tag = security.payloads().map(mac -> mac.seal(slab.buffer()));
        return new ReadAhead.Ready(file, job.block(), crc, tag, new Payload.InMemory(slab));
    }

    /// Should the file change before the kernel has sent the block, the checksum will not fit.
    private ReadAhead.Ready leftInFile(
            StorageProtocol storage, ReadAhead.Job job, FileChannel channel)
            throws IOException, StorageException {
        ServedFile file = job.file();
        long offset = file.offset(job.block());
        Payload payload =
                new Payload.InFile(channel, offset, job.length(), () -> stopSending(file));
        boolean done = false;
        try {
            CRC32C crc = BlockChecksum.begin(file.binding.didId(), offset, job.length());
            Optional<PayloadMac.Sealing> seal = security.payloads().map(PayloadMac::begin);
            ByteBuffer piece = job.slab().buffer();
            for (int at = 0; at < job.length(); at += PIECE_BYTES) {
                piece.clear().limit(Math.min(PIECE_BYTES, job.length() - at));
                file.read(storage, offset + at, piece);
                crc.update(piece.flip());
                seal.ifPresent(running -> running.update(piece.rewind()));
            }
            Optional<PayloadTag> tag = seal.map(PayloadMac.Sealing::finish);
            done = true;
            job.slab().release();
            return new ReadAhead.Ready(file, job.block(), (int) crc.getValue(), tag, payload);
        } finally {
            if (!done) {
                payload.release();
            }
        }
    }

    private void stopSending(ServedFile file) {
        if (file.stopSending()) {
            context.prepare(file::close);
        }
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
}
