package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.RemovesFiles;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.StoredFile;
import org.godwit.runtime.EngineClock;

/// A directory of a POSIX filesystem as a storage. Nothing outside the directory is ever touched:
/// names are checked, links that lead out are refused. Read-only roots are never written to, not
/// even for Godwit's own files. Thread-safe.
public final class PosixStorage implements StorageProtocol {
    /// A directory with more entries than this is not walked: their names are held to sort them.
    private static final int DIRECTORY_ENTRIES_MAX = 2_000_000;

    private static final int DEPTH_MAX = 200;

    private final PosixTree tree;
    private final Optional<NativeTree> system;
    private final SpaceLedger space;
    private final Optional<PosixReceiver> receiver;
    private final Optional<PosixTrash> trash;

    /// Whether large files can be read past the page cache, as far as is known.
    private final AtomicBoolean pastCache;

    private PosixStorage(
            PosixRoot root,
            PosixOptions options,
            SpaceLedger space,
            Optional<PosixReceiver> receiver,
            Optional<PosixTrash> trash) {
        this.trash = trash;
        this.tree = root.tree();
        this.system = root.system();
        this.space = space;
        this.receiver = receiver;
        this.pastCache = new AtomicBoolean(options.directIo());
    }

    /// A root that is only read, such as a user's input.
    public static PosixStorage readOnly(Path root, PosixOptions options, EngineClock clock)
            throws StorageException {
        PosixRoot parts = new PosixRoot(root, options);
        return new PosixStorage(
                parts, options, parts.ledger(clock), Optional.empty(), Optional.empty());
    }

    /// A root that is only read, by what is best on this machine.
    public static PosixStorage readOnly(Path root) throws StorageException {
        return readOnly(root, PosixOptions.AUTO, EngineClock.system());
    }

    /// A root that takes files. Its directory `.godwit` is made if missing.
    ///
    /// @param syncers waits for fsyncs, many at once
    public static PosixStorage writable(
            Path root, PosixOptions options, Executor syncers, EngineClock clock)
            throws StorageException {
        PosixRoot parts = new PosixRoot(root, options);
        SpaceLedger space = parts.ledger(clock);
        return new PosixStorage(
                parts,
                options,
                space,
                Optional.of(parts.receiver(space, syncers, clock)),
                Optional.of(PosixTrash.open(parts.tree(), clock)));
    }

    /// A root that takes files, by what is best on this machine.
    public static PosixStorage writable(Path root, Executor syncers, EngineClock clock)
            throws StorageException {
        return writable(root, PosixOptions.AUTO, syncers, clock);
    }

    @Override
    public SourceFile open(StoragePath path) throws StorageException {
        try {
            return system.isPresent()
                    ? NativeSourceFile.open(system.get(), path, pastCache)
                    : PosixSourceFile.open(tree.existing(path));
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        }
    }

    @Override
    public Optional<StoredFile> find(StoragePath path) throws StorageException {
        if (system.isEmpty()) {
            return findResolved(path);
        }
        try (Descriptor there = system.get().open(path, NativeFiles.LOOK)) {
            FileStatus status = there.use(system.get().files()::status);
            if (!status.isRegularFile()) {
                throw new StorageException(Kind.REFUSED, path + " is not a regular file");
            }
            return Optional.of(new StoredFile(path, status.bytes(), status.modified()));
        } catch (Errno e) {
            return switch (e.number()) {
                case Errno.ENOENT, Errno.ENOTDIR -> Optional.empty();
                default -> throw PosixErrors.of(path.toString(), e);
            };
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        } catch (StorageException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            // A link leads on its way to nothing, or is itself the name.
            return findResolved(path);
        }
    }

    private Optional<StoredFile> findResolved(StoragePath path) throws StorageException {
        Path plain = tree.plain(path);
        try {
            if (!Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(tree.existing(path), BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new StorageException(Kind.REFUSED, path + " is not a regular file");
            }
            return Optional.of(stored(path, attributes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw PosixErrors.of(path.toString(), e);
        }
    }

    private static StoredFile stored(StoragePath path, BasicFileAttributes attributes) {
        return new StoredFile(path, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    @Override
    public void walk(Optional<StoragePath> under, Visitor visitor) throws StorageException {
        Path start = under.isPresent() ? tree.existing(under.get()) : tree.root();
        List<String> names =
                under.map(path -> new ArrayList<>(path.segments())).orElseGet(ArrayList::new);
        if (Files.isRegularFile(start) && under.isPresent()) {
            visitor.file(find(under.get()).orElseThrow());
            return;
        }
        boolean _ = walkEntries(entries(start), names, visitor);
    }

    /// One that cannot be read is told; one that has gone meanwhile is empty.
    private boolean walkDirectory(Path directory, List<String> names, Visitor visitor)
            throws StorageException {
        if (names.size() >= DEPTH_MAX) {
            visitor.skipped(String.join("/", names), "deeper than " + DEPTH_MAX + " directories");
            return true;
        }
        List<Path> entries;
        try {
            entries = entries(directory);
        } catch (StorageException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                visitor.skipped(String.join("/", names), String.valueOf(e.getMessage()));
            }
            return true;
        }
        return walkEntries(entries, names, visitor);
    }

    private boolean walkEntries(List<Path> entries, List<String> names, Visitor visitor)
            throws StorageException {
        for (Path entry : entries) {
            names.addLast(String.valueOf(entry.getFileName()));
            boolean more = walkEntry(entry, names, visitor);
            names.removeLast();
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private boolean walkEntry(Path entry, List<String> names, Visitor visitor)
            throws StorageException {
        if (names.size() == 1 && names.getFirst().equals(StoragePath.RESERVED)) {
            return true;
        }
        String text = String.join("/", names);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                return walkDirectory(entry, names, visitor);
            }
            if (!attributes.isRegularFile()) {
                visitor.skipped(text, "neither file nor directory; links are not followed");
                return true;
            }
            return visitor.file(stored(StoragePath.parse(text), attributes));
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            visitor.skipped(text, String.valueOf(e.getMessage()));
            return true;
        } catch (StorageException e) {
            if (e.kind() != Kind.REFUSED) {
                throw e;
            }
            visitor.skipped(text, String.valueOf(e.getMessage()));
            return true;
        }
    }

    private static List<Path> entries(Path directory) throws StorageException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
                if (entries.size() > DIRECTORY_ENTRIES_MAX) {
                    throw new StorageException(
                            Kind.REFUSED,
                            directory
                                    + " has more than "
                                    + DIRECTORY_ENTRIES_MAX
                                    + " entries: divide it");
                }
            }
        } catch (IOException e) {
            throw PosixErrors.of(directory.toString(), e);
        } catch (DirectoryIteratorException | UncheckedIOException e) {
            throw new StorageException(Kind.IO, directory + ": " + e.getMessage(), e);
        }
        entries.sort(null);
        return entries;
    }

    @Override
    public SpaceReport space() throws StorageException {
        return space.report();
    }

    @Override
    public Optional<ReceivesFiles> receiver() {
        return receiver.map(ReceivesFiles.class::cast);
    }

    @Override
    public Optional<RemovesFiles> remover() {
        return trash.map(RemovesFiles.class::cast);
    }

    /// Call it when nothing uses the storage any more; what does fails.
    @Override
    public void close() {
        receiver.ifPresent(PosixReceiver::close);
        system.ifPresent(NativeTree::close);
    }
}
