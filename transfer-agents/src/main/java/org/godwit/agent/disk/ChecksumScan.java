package org.godwit.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.Adler32;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.model.DigestAlgorithm;

/// Reads a whole file to learn its size and checksums. Stateless; blocks.
public final class ChecksumScan {
    private static final int BUFFER_BYTES = 1 << 20;

    private ChecksumScan() {}

    /// Hears how many bytes were read, and may take its time.
    @FunctionalInterface
    public interface Pace {
        void read(int bytes) throws StorageException;
    }

    /// Reads a file from beginning to end as fast as it goes; else as the other.
    public static FileChecksum of(
            StorageProtocol storage, StoragePath path, Set<DigestAlgorithm> digests)
            throws StorageException {
        return of(storage, path, digests, _ -> {});
    }

    /// Reads a file from beginning to end.
    ///
    /// @param digests wanted beside Adler-32; SHA-256 costs ten times, MD5 twenty times as much
    /// @throws StorageException CHANGED where somebody wrote to the file meanwhile; else as
    ///   [StorageProtocol#open]
    public static FileChecksum of(
            StorageProtocol storage, StoragePath path, Set<DigestAlgorithm> digests, Pace pace)
            throws StorageException {
        Adler32 adler = new Adler32();
        Digester digester = new Digester(digests);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long bytes = 0;
        try (SourceFile file = storage.open(path)) {
            while (true) {
                buffer.clear();
                int read = file.read(buffer, bytes);
                if (read == 0) {
                    break;
                }
                buffer.flip();
                adler.update(buffer.duplicate());
                digester.update(buffer);
                bytes += read;
                pace.read(read);
            }
            if (bytes != file.bytes() || !file.unchanged()) {
                throw new StorageException(
                        Kind.CHANGED,
                        path + " changed while it was read: try again when it is complete");
            }
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "reading " + path + ": " + e.getMessage(), e);
        }
        return new FileChecksum(bytes, (int) adler.getValue(), digester.finish());
    }
}
