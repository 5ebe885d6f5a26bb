package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The directory that the demo's grid lives in: given and kept, or temporary and removed.
record DemoDirectory(Path path, boolean temporary) {
    /// Left free beside what the demo writes.
    private static final long SPARE_BYTES = 500_000_000;

    /// Makes the directory. Nothing that was there before is touched: it must be new or empty.
    ///
    /// @param data the user's files by their real path, which must not lie in it, nor it among them
    static DemoDirectory prepare(Optional<Path> given, Optional<Path> data) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Path planned = whereItWillBe(given.orElse(parent).toAbsolutePath().normalize());
        // Before anything is made: not even an empty directory appears among the user's files.
        if (data.isPresent()
                && (planned.startsWith(data.get())
                        || (given.isPresent() && data.get().startsWith(planned)))) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the grid would live in %s, and %s is --data: neither may lie in the other; choose another --dir"
                            .formatted(planned, data.get()));
        }
        if (given.isEmpty()) {
            return new DemoDirectory(
                    Files.createTempDirectory(planned, "godwit-demo-").toRealPath(), true);
        }
        Path path = Files.createDirectories(planned).toRealPath();
        refuseIfUsed(path);
        return new DemoDirectory(path, false);
    }

    /// The path with the links resolved of as much of it as exists.
    private static Path whereItWillBe(Path path) throws IOException {
        Path parent = path.getParent();
        return Files.exists(path) || parent == null
                ? path.toRealPath()
                : whereItWillBe(parent).resolve(path.getFileName());
    }

    private static void refuseIfUsed(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            if (!entries.iterator().hasNext()) {
                return;
            }
        }
        boolean grid = Files.exists(path.resolve("engine.yaml"));
        throw new EngineException(
                ErrorCode.DUPLICATE,
                grid
                        ? path
                                + " holds the grid of an earlier demo; give another --dir, or end its"
                                + " processes with \"godwit demo stop "
                                + path
                                + "\" and remove it"
                        : path + " is not empty; give a new or empty directory with --dir");
    }

    /// Fails if the demo would fill the disk.
    void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < bytes + SPARE_BYTES) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "the demo writes %s to %s, which has %s free; give another --dir, or a smaller --size"
                            .formatted(Units.bytes(bytes + SPARE_BYTES), path, Units.bytes(free)));
        }
    }

    /// Removes a directory that nobody asked to keep. Links are removed, not followed.
    void removeIfTemporary() throws IOException {
        if (!temporary || !Files.exists(path)) {
            return;
        }
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        // A process that is just ending removes files of its own.
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        if (failure != null && !(failure instanceof NoSuchFileException)) {
                            throw failure;
                        }
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
