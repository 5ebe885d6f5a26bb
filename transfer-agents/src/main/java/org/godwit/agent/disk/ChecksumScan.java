package org.godwit.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.Adler32;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;

/// Reads a whole file to learn its size and checksums. Stateless; blocks.
public final class ChecksumScan {
    private static final int BUFFER_BYTES = 1 << 20;

    private ChecksumScan() {}

    /// Reads a file from beginning to end.
    ///
    /// @param withMd5 MD5 costs twenty times Adler-32: only on demand
    /// @throws StorageException CHANGED where somebody wrote to the file meanwhile; else as
    ///   [StorageProtocol#open]
    public static FileChecksum of(StorageProtocol storage, StoragePath path, boolean withMd5)
            throws StorageException {
        Adler32 adler = new Adler32();
        Optional<MessageDigest> md5 = withMd5 ? Optional.of(md5()) : Optional.empty();
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
                md5.ifPresent(digest -> digest.update(buffer.duplicate()));
                bytes += read;
            }
            if (bytes != file.bytes() || !file.unchanged()) {
                throw new StorageException(
                        Kind.CHANGED,
                        path + " changed while it was read: try again when it is complete");
            }
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "reading " + path + ": " + e.getMessage(), e);
        }
        return new FileChecksum(
                bytes, (int) adler.getValue(), md5.map(d -> HexFormat.of().formatHex(d.digest())));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
