package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;

/// A directory for test files in Godwit's own directory of a storage, where no user's file is.
/// Closing removes it, and Godwit's own directory if it was not there before. What a killed doctor
/// left is removed by the next one, an hour later at the earliest.
final class TestFiles implements AutoCloseable {
    private static final String PREFIX = "doctor-";
    private static final Duration LEFT_OVER = Duration.ofHours(1);

    private final Path own;
    private final boolean madeOwn;
    private final Path directory;

    private TestFiles(Path own, boolean madeOwn, Path directory) {
        this.own = own;
        this.madeOwn = madeOwn;
        this.directory = directory;
    }

    static TestFiles in(Path root, EngineClock clock) throws IOException {
        Path own = root.toRealPath().resolve(StoragePath.RESERVED);
        if (Files.isSymbolicLink(own)) {
            throw new IOException(own + " must not be a symbolic link");
        }
        boolean made = !Files.isDirectory(own);
        if (made) {
            Files.createDirectory(own);
        }
        sweep(own, clock);
        return new TestFiles(own, made, Files.createTempDirectory(own, PREFIX));
    }

    private static void sweep(Path own, EngineClock clock) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(own, PREFIX + "*")) {
            for (Path directory : left) {
                boolean old =
                        Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .isBefore(clock.now().minus(LEFT_OVER));
                if (old) {
                    remove(directory);
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /// Removes a directory and the files in it; directories in it are not expected, and stay.
    static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    @Override
    public void close() throws IOException {
        remove(directory);
        if (madeOwn) {
            try (Stream<Path> others = Files.list(own)) {
                if (others.findAny().isPresent()) {
                    return;
                }
            }
            Files.deleteIfExists(own);
        }
    }
}
