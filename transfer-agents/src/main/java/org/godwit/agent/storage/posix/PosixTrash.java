package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.storage.RemovesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trash of a storage: `.godwit/trash/UNTIL/KEY-NAME`, where `UNTIL` is the minute (seconds
/// since 1970) from which a directory's files may be cleared. Files get there by rename(2), which
/// does not follow a link, from directories below the root; both directories are synced before a
/// file counts as removed. What lies there after a crash is found again by its name alone.
/// Thread-safe.
final class PosixTrash implements RemovesFiles {
    private static final Logger log = LoggerFactory.getLogger(PosixTrash.class);

    private static final long GRAIN_SECONDS = 60;
    private static final int NAME_CHARS_MAX = 60;

    private final PosixTree tree;
    private final Path trash;
    private final EngineClock clock;
    private final AtomicLong bytes = new AtomicLong();

    private PosixTrash(PosixTree tree, Path trash, EngineClock clock) {
        this.tree = tree;
        this.trash = trash;
        this.clock = clock;
    }

    /// Opens the trash of a root, which is made if missing, and counts what lies in it.
    static PosixTrash open(PosixTree tree, EngineClock clock) throws StorageException {
        Path path = tree.root().resolve(StoragePath.RESERVED).resolve("trash");
        try {
            if (Files.isSymbolicLink(path) || Files.isSymbolicLink(path.getParent())) {
                throw new StorageException(Kind.REFUSED, path + " must not be a symbolic link");
            }
            Files.createDirectories(path);
            PosixTrash trash = new PosixTrash(tree, path, clock);
            for (Path until : list(path)) {
                for (Path file : list(until)) {
                    trash.bytes.addAndGet(Files.size(file));
                }
            }
            return trash;
        } catch (IOException e) {
            throw PosixErrors.of("opening " + path, e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NotDirectoryException e) {
            log.warn("{} is not Godwit's and stays", directory);
        }
        entries.sort(null);
        return entries;
    }

    @Override
    public List<Optional<StorageException>> remove(List<Removal> files) {
        Map<Removal, StorageException> failed = new HashMap<>();
        Map<Path, List<Removal>> touched = new LinkedHashMap<>();
        for (Removal file : files) {
            try {
                move(file)
                        .forEach(directory ->
                                touched.computeIfAbsent(directory, _ -> new ArrayList<>())
                                        .add(file));
            } catch (StorageException e) {
                failed.put(file, e);
            }
        }
        touched.forEach((directory, removed) -> sync(directory, removed, failed));
        return files.stream().map(file -> Optional.ofNullable(failed.get(file))).toList();
    }

    /// Moves one file, and answers the directories that must be synced for it to stay so.
    private Set<Path> move(Removal file) throws StorageException {
        try {
            Optional<Path> parent = parent(file.path());
            if (parent.isEmpty()) {
                return Set.of();
            }
            Path from = parent.get().resolve(file.path().segments().getLast());
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new StorageException(
                        Kind.REFUSED, file.path() + " is not a regular file and stays");
            }
            Path until = trash.resolve(Long.toString(minute(file.keepUntil())));
            boolean fresh = !Files.isDirectory(until, LinkOption.NOFOLLOW_LINKS);
            Files.createDirectories(until);
            Files.move(from, until.resolve(name(file)), StandardCopyOption.ATOMIC_MOVE);
            bytes.addAndGet(attributes.size());
            Set<Path> touched = new HashSet<>(Set.of(parent.get(), until));
            if (fresh) {
                touched.add(trash);
            }
            return touched;
        } catch (NoSuchFileException e) {
            // It is gone already; whoever removed it may not have come to sync the directory.
            return parentNow(file.path()).map(Set::of).orElse(Set.of());
        } catch (AtomicMoveNotSupportedException e) {
            throw new StorageException(
                    Kind.REFUSED,
                    file.path() + " lies on another filesystem than the trash of its RSE",
                    e);
        } catch (IOException e) {
            throw PosixErrors.of(file.path().toString(), e);
        }
    }

    private Optional<Path> parentNow(StoragePath path) throws StorageException {
        try {
            return parent(path);
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        }
    }

    /// The directory of a file, if it is there, links that stay inside the root resolved.
    private Optional<Path> parent(StoragePath path) throws IOException, StorageException {
        List<String> segments = path.segments();
        if (segments.size() == 1) {
            return Optional.of(tree.root());
        }
        StoragePath above = new StoragePath(segments.subList(0, segments.size() - 1));
        try {
            return Optional.of(tree.existing(above));
        } catch (StorageException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void sync(
            Path directory, List<Removal> removed, Map<Removal, StorageException> failed) {
        try {
            PosixTree.syncDirectory(directory);
        } catch (IOException e) {
            StorageException problem = PosixErrors.of("syncing " + directory, e);
            removed.forEach(file -> failed.put(file, problem));
        }
    }

    private static long minute(Instant until) {
        long seconds = until.getEpochSecond() + GRAIN_SECONDS - 1;
        return seconds - Math.floorMod(seconds, GRAIN_SECONDS);
    }

    /// Tells people which file it was, as far as that is safe in a name.
    private static String name(Removal file) {
        String last = file.path().segments().getLast().replaceAll("[^A-Za-z0-9._-]", "_");
        return file.key() + "-" + last.substring(0, Math.min(NAME_CHARS_MAX, last.length()));
    }

    @Override
    public int clearTrash() throws StorageException {
        int cleared = 0;
        try {
            for (Path until : list(trash)) {
                if (cleared >= CLEARED_MAX || !isDue(until)) {
                    continue;
                }
                for (Path file : list(until)) {
                    if (cleared >= CLEARED_MAX) {
                        return cleared;
                    }
                    long size = Files.size(file);
                    Files.delete(file);
                    bytes.addAndGet(-size);
                    cleared++;
                }
                Files.delete(until);
            }
        } catch (IOException e) {
            throw PosixErrors.of("clearing " + trash, e);
        }
        return cleared;
    }

    private boolean isDue(Path until) {
        String name = String.valueOf(until.getFileName());
        return name.matches("\\d{1,18}")
                && Long.parseLong(name) <= clock.now().getEpochSecond()
                && Files.isDirectory(until, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long trashBytes() {
        return bytes.get();
    }
}
