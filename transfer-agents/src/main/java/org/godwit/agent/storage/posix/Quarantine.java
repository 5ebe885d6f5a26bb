package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;

/// Files that were put aside because they are not what the catalogue says, below
/// `ROOT/.godwit/quarantine/MILLISECONDS/`, each under the path it had: moving it back restores it.
/// Nothing is copied and nothing is removed. Thread-safe.
final class Quarantine {
    private static final String NAME = "quarantine";

    private final PosixTree tree;
    private final Optional<NativeTree> system;
    private final EngineClock clock;

    Quarantine(PosixTree tree, Optional<NativeTree> system, EngineClock clock) {
        this.tree = tree;
        this.system = system;
        this.clock = clock;
    }

    /// Moves a file away from its name, durably: the new name before the old one is gone.
    ///
    /// @return where it is now, below the root
    /// @throws StorageException NOT_FOUND, REFUSED where the path leads out of the root, IO
    synchronized String setAside(StoragePath path) throws StorageException {
        try {
            Path place = place(path);
            Path parent = directories(place);
            if (system.isPresent()) {
                try (NativeTree.Directory from = system.get().directoryOf(path)) {
                    // By the open directory: nobody can put another one in its place meanwhile.
                    from.descriptor()
                            .act(open ->
                                    move(
                                            Path.of(
                                                    "/proc/self/fd/" + open,
                                                    path.segments().getLast()),
                                            place));
                    PosixTree.syncDirectory(parent);
                    from.descriptor().act(system.get().files()::sync);
                }
            } else {
                Path from = tree.existing(path);
                move(from, place);
                PosixTree.syncDirectory(parent);
                PosixTree.syncDirectory(parent(from));
            }
            return tree.relative(place);
        } catch (IOException e) {
            throw PosixErrors.of("putting " + path + " aside", e);
        }
    }

    /// The directory of a place, which is there after a cut of the power too.
    private Path directories(Path place) throws IOException {
        Path own = tree.root().resolve(StoragePath.RESERVED);
        Path directory = Files.createDirectories(parent(place));
        for (Path made = directory; !made.equals(own); made = parent(made)) {
            PosixTree.syncDirectory(parent(made));
        }
        return directory;
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A place that is free. Directories above it are Godwit's own, made one below the other.
    private Path place(StoragePath path) {
        Path own = tree.root().resolve(StoragePath.RESERVED).resolve(NAME);
        long number = clock.now().toEpochMilli();
        Path place = below(own.resolve(Long.toString(number)), path.segments());
        while (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            number++;
            place = below(own.resolve(Long.toString(number)), path.segments());
        }
        return place;
    }

    private static Path below(Path directory, List<String> segments) {
        Path place = directory;
        for (String segment : segments) {
            place = place.resolve(segment);
        }
        return place;
    }

    private static Path parent(Path path) {
        return Optional.ofNullable(path.getParent()).orElseThrow();
    }
}
