package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.godwit.agent.storage.SourceFile;

/// A file of a POSIX storage, open for reading.
final class PosixSourceFile implements SourceFile {
    private final Path path;
    private final FileChannel channel;
    private final BasicFileAttributes atOpen;

    private PosixSourceFile(Path path, FileChannel channel, BasicFileAttributes atOpen) {
        this.path = path;
        this.channel = channel;
        this.atOpen = atOpen;
    }

    static PosixSourceFile open(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new PosixSourceFile(path, channel, attributes);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long bytes() {
        return atOpen.size();
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int read = channel.read(into, offset + total);
            if (read < 0) {
                break;
            }
            total += read;
        }
        return total;
    }

    /// What the page cache holds cannot be told here.
    @Override
    public Optional<FileChannel> sendable(long offset, int bytes) {
        return Optional.empty();
    }

    @Override
    public boolean unchanged() throws IOException {
        BasicFileAttributes now = attributes(path);
        return now.size() == atOpen.size()
                && now.lastModifiedTime().equals(atOpen.lastModifiedTime())
                && Objects.equals(now.fileKey(), atOpen.fileKey());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written: there is nothing that a failing close could lose.
            return;
        }
    }
}
