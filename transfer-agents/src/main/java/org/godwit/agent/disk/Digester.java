package org.godwit.agent.disk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.Adler32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;

/// Computes several digests of one content, which must come in order. Not thread-safe.
final class Digester {
    private record Part(
            DigestAlgorithm algorithm, Consumer<ByteBuffer> update, Supplier<String> hex) {}

    private final List<Part> parts = new ArrayList<>();

    Digester(Set<DigestAlgorithm> algorithms) {
        new TreeSet<>(algorithms).forEach(algorithm -> parts.add(part(algorithm)));
    }

    private static Part part(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case ADLER32 -> of(algorithm, new Adler32());
            case CRC32C -> of(algorithm, new CRC32C());
            case SHA256 -> of(algorithm, digest("SHA-256"));
            case MD5 -> of(algorithm, digest("MD5"));
        };
    }

    private static Part of(DigestAlgorithm algorithm, Checksum checksum) {
        return new Part(
                algorithm,
                checksum::update,
                () -> HexFormat.of().toHexDigits((int) checksum.getValue()));
    }

    private static Part of(DigestAlgorithm algorithm, MessageDigest digest) {
        return new Part(algorithm, digest::update, () -> HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    /// Takes what remains in the buffer, which stays as it is.
    void update(ByteBuffer buffer) {
        parts.forEach(part -> part.update().accept(buffer.duplicate()));
    }

    /// The digests of all that came; to be called once.
    List<Digest> finish() {
        return parts.stream().map(part -> new Digest(part.algorithm(), part.hex().get())).toList();
    }
}
