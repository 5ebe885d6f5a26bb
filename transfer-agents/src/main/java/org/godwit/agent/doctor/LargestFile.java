package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// Looks for a file to read among the first of a storage.
final class LargestFile extends SimpleFileVisitor<Path> {
    private static final int FILES_MAX = 2000;

    private Optional<Path> file = Optional.empty();
    private long bytes;
    private int seen;

    private LargestFile() {}

    /// The largest of the first 2,000 files, if it has so many bytes at least.
    static Optional<Path> in(Path root, long bytesLeast) throws IOException {
        LargestFile visitor = new LargestFile();
        Files.walkFileTree(root, visitor);
        return visitor.bytes >= bytesLeast ? visitor.file : Optional.empty();
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && attributes.size() > bytes) {
            file = Optional.of(path);
            bytes = attributes.size();
        }
        return ++seen < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    /// A directory that may not be read is passed over.
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
        if (seen == 0 && !Files.exists(path)) {
            throw failure;
        }
        return FileVisitResult.CONTINUE;
    }
}
