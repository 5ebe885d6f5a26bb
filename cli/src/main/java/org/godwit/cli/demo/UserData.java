package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.godwit.cli.output.Units;

/// What a user handed over. Looked at, never touched.
///
/// @param files that are registered
/// @param bytes of them
/// @param leftOut hidden files, links and the like, which are not
record UserData(long files, long bytes, long leftOut) {
    static UserData at(Path root) throws IOException {
        long[] counts = new long[3];
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        if (!directory.equals(root) && isHidden(directory)) {
                            counts[2]++;
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !isHidden(file)) {
                            counts[0]++;
                            counts[1] += attributes.size();
                        } else {
                            counts[2]++;
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new UserData(counts[0], counts[1], counts[2]);
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    @Override
    public String toString() {
        return "%d files, %s%s"
                .formatted(
                        files,
                        Units.bytes(bytes),
                        leftOut == 0 ? "" : "; left out: " + leftOut + " hidden files or links");
    }
}
