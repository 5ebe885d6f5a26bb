package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.godwit.model.Adler32;

/// What two copies of a file must agree in, read from the disk with nothing of Godwit's data plane
/// in between.
public record Fingerprint(long bytes, Adler32 adler32) {
    private static final int BUFFER_BYTES = 1 << 20;

    /// Reads a whole file.
    public static Fingerprint of(Path file) throws IOException {
        java.util.zip.Adler32 adler32 = new java.util.zip.Adler32();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                bytes += buffer.remaining();
                adler32.update(buffer);
                buffer.clear();
            }
        }
        return new Fingerprint(bytes, new Adler32((int) adler32.getValue()));
    }

    @Override
    public String toString() {
        return bytes + " bytes, Adler-32 " + adler32;
    }
}
