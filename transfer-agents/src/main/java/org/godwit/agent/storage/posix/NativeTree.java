package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;

/// The tree below a root, opened by openat2(2), which refuses every symbolic link: what is looked
/// at is what is used, and nothing that anybody changes in between can lead out. A path with links
/// on its way is resolved by [PosixTree] first, and the result opened without links. Thread-safe.
final class NativeTree implements AutoCloseable {
    private static final int ALL_MAY_READ_AND_WRITE = 0x1B6;

    private final NativeFiles files;
    private final PosixTree tree;
    private final Descriptor root;

    /// Directories that were made, and whose entry in their parent is not durable yet.
    private final Set<String> fresh = ConcurrentHashMap.newKeySet();

    NativeTree(NativeFiles files, PosixTree tree) throws StorageException {
        this.files = files;
        this.tree = tree;
        try {
            this.root = new Descriptor(files, files.openDirectory(tree.root().toString()));
        } catch (Errno e) {
            throw PosixErrors.of("storage root " + tree.root(), e);
        }
    }

    /// An open directory.
    ///
    /// @param name its path below the root, free of links; `.` for the root
    record Directory(String name, Descriptor descriptor) implements AutoCloseable {
        @Override
        public void close() {
            descriptor.close();
        }
    }

    NativeFiles files() {
        return files;
    }

    /// A file of Godwit's own below the root.
    StoragePath inside(Path path) {
        return new StoragePath(List.of(tree.relative(path).split("/")));
    }

    /// Opens what a path leads to.
    ///
    /// @param flags of [NativeFiles]
    Descriptor open(StoragePath path, int flags) throws IOException, StorageException {
        return open(path.segments(), flags).descriptor();
    }

    private Directory open(List<String> segments, int flags) throws IOException, StorageException {
        String name = segments.isEmpty() ? "." : String.join("/", segments);
        try {
            return openPlain(name, flags);
        } catch (Errno e) {
            if (e.number() != Errno.ELOOP) {
                throw e;
            }
        }
        Path real = tree.existing(new StoragePath(segments));
        return openPlain(real.equals(tree.root()) ? "." : tree.relative(real), flags);
    }

    private Directory openPlain(String name, int flags) throws IOException {
        int opened = root.use(top -> files.openBeneath(top, name, flags, creates(flags)));
        return new Directory(name, new Descriptor(files, opened));
    }

    /// openat2 insists on no mode where nothing is made.
    private static int creates(int flags) {
        boolean makes =
                (flags & NativeFiles.CREATE) != 0
                        || (flags & NativeFiles.UNNAMED) == NativeFiles.UNNAMED;
        return makes ? ALL_MAY_READ_AND_WRITE : 0;
    }

    /// Makes a file without a name in the directory where `path` will be, which is made if missing.
    Descriptor unnamed(StoragePath path, int flags) throws IOException, StorageException {
        List<String> parent = parent(path);
        int all = NativeFiles.WRITE_ONLY | NativeFiles.UNNAMED | flags;
        try {
            return open(parent, all).descriptor();
        } catch (Errno e) {
            if (e.number() != Errno.ENOENT) {
                throw inTheWay(path, e);
            }
        }
        try (Directory _ = directory(path, parent)) {
            return open(parent, all).descriptor();
        }
    }

    /// Opens the directory where `path` will be; it is made if missing.
    Directory directoryOf(StoragePath path) throws IOException, StorageException {
        return directory(path, parent(path));
    }

    private static List<String> parent(StoragePath path) {
        return path.segments().subList(0, path.segments().size() - 1);
    }

    private Directory directory(StoragePath path, List<String> segments)
            throws IOException, StorageException {
        int flags = NativeFiles.READ_ONLY | NativeFiles.DIRECTORY;
        try {
            return open(segments, flags);
        } catch (Errno e) {
            if (e.number() != Errno.ENOENT || segments.isEmpty()) {
                throw inTheWay(path, e);
            }
        } catch (StorageException e) {
            if (e.getCause() instanceof NoSuchFileException nowhere) {
                throw inTheWay(path, nowhere);
            }
            throw e;
        }
        try (Directory parent = directory(path, segments.subList(0, segments.size() - 1))) {
            String last = segments.getLast();
            String name = parent.name().equals(".") ? last : parent.name() + "/" + last;
            // Before it exists: whoever finds it knows that its entry is not durable.
            fresh.add(name);
            try {
                parent.descriptor().act(in -> files.makeDirectory(in, last));
            } catch (Errno e) {
                if (e.number() != Errno.EEXIST) {
                    throw e;
                }
            }
            return openPlain(name, flags);
        }
    }

    private static IOException inTheWay(StoragePath path, IOException e) throws StorageException {
        boolean blocked =
                e instanceof NoSuchFileException
                        || (e instanceof Errno errno
                                && (errno.number() == Errno.ENOTDIR
                                        || errno.number() == Errno.ELOOP));
        if (blocked) {
            throw new StorageException(
                    Kind.REFUSED,
                    "path '" + path + "': something that is not a directory is in the way",
                    e);
        }
        return e;
    }

    /// Whether the entry of this directory in its parent is not durable yet.
    boolean isFresh(String directory) {
        return fresh.contains(directory);
    }

    /// The entries of these directories are durable now.
    void synced(Set<String> directories) {
        fresh.removeAll(directories);
    }

    /// Opens a directory by a name that a [Directory] had.
    Directory again(String name) throws IOException {
        return openPlain(name, NativeFiles.READ_ONLY | NativeFiles.DIRECTORY);
    }

    @Override
    public void close() {
        root.close();
    }
}
