package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;

/// The directory tree below a root: turns paths into files without ever leaving it. Thread-safe.
final class PosixTree {
    private final Path root;

    /// @throws StorageException where the root is no directory
    PosixTree(Path root) throws StorageException {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw PosixErrors.of("storage root " + root, e);
        }
        if (!Files.isDirectory(this.root)) {
            throw new StorageException(
                    Kind.REFUSED, "storage root " + root + " is not a directory");
        }
    }

    Path root() {
        return root;
    }

    /// The name of a file below the root, with `/` between its parts.
    String relative(Path inside) {
        return root.relativize(inside).toString();
    }

    /// The path as the filesystem names it, not looked at yet.
    Path plain(StoragePath path) throws StorageException {
        try {
            Path resolved = root;
            for (String segment : path.segments()) {
                resolved = resolved.resolve(segment);
            }
            return resolved;
        } catch (InvalidPathException e) {
            throw new StorageException(
                    Kind.REFUSED,
                    "path '"
                            + path
                            + "' cannot be written in this locale: start the agent with LC_ALL=C.UTF-8",
                    e);
        }
    }

    /// The existing file a path leads to, links resolved.
    Path existing(StoragePath path) throws StorageException {
        try {
            Path real = plain(path).toRealPath();
            requireInside(real, path);
            return real;
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        }
    }

    /// Where a new file goes: its directory is resolved and made if missing, its own name is not
    /// followed.
    ///
    /// @param touched collects every directory whose entries change
    Path forNew(StoragePath path, Set<Path> touched) throws StorageException {
        Path plain = plain(path);
        try {
            Path directory = makeDirectories(parentOf(plain), path, touched);
            touched.add(directory);
            return directory.resolve(String.valueOf(plain.getFileName()));
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        }
    }

    private Path makeDirectories(Path directory, StoragePath path, Set<Path> touched)
            throws IOException, StorageException {
        try {
            Path real = directory.toRealPath();
            requireInside(real, path);
            return real;
        } catch (NoSuchFileException e) {
            Path parent = makeDirectories(parentOf(directory), path, touched);
            Path made = parent.resolve(String.valueOf(directory.getFileName()));
            try {
                Files.createDirectory(made);
            } catch (FileAlreadyExistsException raced) {
                if (!Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
                    throw new StorageException(
                            Kind.REFUSED, "path '" + path + "': " + made + " is in the way", raced);
                }
            }
            touched.add(parent);
            return made;
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }

    private void requireInside(Path real, StoragePath path) throws StorageException {
        boolean own = real.startsWith(root.resolve(StoragePath.RESERVED));
        if (!real.startsWith(root) || own) {
            throw new StorageException(
                    Kind.REFUSED,
                    "path '" + path + "' leads out of the storage by a symbolic link");
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
