package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what a storage's filesystem and this machine can do, and puts the parts together.
final class PosixRoot {
    /// Filesystems whose syncfs(2) waits for everything and tells of every failure.
    private static final Set<String> SYNCED_AS_A_WHOLE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");

    /// Here the page cache is the storage; they take O_DIRECT, and copy all the same.
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    /// Since then syncfs tells of data that could not be written.
    private static final int SYNCFS_TELLS_MAJOR = 5;

    private static final int SYNCFS_TELLS_MINOR = 8;

    private static final Logger log = LoggerFactory.getLogger(PosixRoot.class);

    private final PosixTree tree;
    private final FileStore store;
    private final Optional<NativeTree> system;
    private final PosixOptions options;

    PosixRoot(Path root, PosixOptions options) throws StorageException {
        this.tree = new PosixTree(root);
        this.options = options;
        try {
            this.store = Files.getFileStore(tree.root());
        } catch (IOException e) {
            throw PosixErrors.of("storage root " + tree.root(), e);
        }
        Optional<NativeFiles> files =
                options.systemCalls() ? NativeFiles.onThisMachine() : Optional.empty();
        this.system =
                files.isPresent()
                        ? Optional.of(new NativeTree(files.get(), tree))
                        : Optional.empty();
    }

    PosixTree tree() {
        return tree;
    }

    Optional<NativeTree> system() {
        return system;
    }

    SpaceLedger ledger(EngineClock clock) {
        return new SpaceLedger(store, clock);
    }

    PosixReceiver receiver(SpaceLedger space, Executor syncers, EngineClock clock)
            throws StorageException {
        Path own = tree.root().resolve(StoragePath.RESERVED);
        Path path = own.resolve("incoming");
        try {
            if (Files.isSymbolicLink(own) || Files.isSymbolicLink(path)) {
                throw new StorageException(Kind.REFUSED, own + " must not be a symbolic link");
            }
            Files.createDirectories(path);
            if (system.isEmpty()) {
                return new PosixReceiver(
                        new IncomingDirectory(path, Optional.empty()),
                        Optional.empty(),
                        space,
                        new Durability(syncers, clock, Optional.empty()),
                        new PortableNames(tree),
                        new Quarantine(tree, system, clock),
                        clock);
            }
            return receiver(system.get(), path, space, syncers, clock);
        } catch (IOException e) {
            throw PosixErrors.of("making " + path, e);
        }
    }

    private PosixReceiver receiver(
            NativeTree by, Path path, SpaceLedger space, Executor syncers, EngineClock clock)
            throws IOException, StorageException {
        Descriptor directory = by.directoryOf(by.inside(path.resolve("any"))).descriptor();
        boolean pastCache = options.directIo() && canGoPastCache(by, directory, path);
        Optional<SmallFiles> small = SmallFiles.of(by, path, clock, pastCache);
        Optional<FilesystemSync> together =
                syncsAsAWhole()
                        ? Optional.of(
                                new FilesystemSync(
                                        () -> directory.act(by.files()::syncFilesystem),
                                        syncers,
                                        clock))
                        : Optional.empty();
        log.info(
                "{} is {}: past the page cache {}, files without a hidden name {}, common sync {}",
                tree.root(),
                store.type(),
                yes(pastCache),
                yes(small.isPresent()),
                yes(together.isPresent()));
        return new PosixReceiver(
                new IncomingDirectory(
                        path,
                        Optional.of(
                                new IncomingDirectory.Native(by.files(), directory, pastCache))),
                small,
                space,
                new Durability(syncers, clock, together),
                new NativeNames(by),
                new Quarantine(tree, system, clock),
                clock);
    }

    private boolean canGoPastCache(NativeTree by, Descriptor directory, Path path)
            throws IOException {
        if (IN_MEMORY.contains(store.type())) {
            return false;
        }
        Path trial = Files.createTempFile(path, "trial", ".part");
        try (NativeWriter writer =
                        NativeWriter.open(
                                by.files(), directory, String.valueOf(trial.getFileName()), true);
                Arena arena = Arena.ofConfined()) {
            int page = NativeWriter.PAGE_BYTES;
            writer.write(arena.allocate(page, page).asByteBuffer(), 0);
            return true;
        } catch (Errno e) {
            if (PosixErrors.isNoSpace(e)) {
                throw e;
            }
            return false;
        } finally {
            Files.deleteIfExists(trial);
        }
    }

    private boolean syncsAsAWhole() {
        Matcher version =
                Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version", ""));
        if (!version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean tells =
                major > SYNCFS_TELLS_MAJOR
                        || (major == SYNCFS_TELLS_MAJOR && minor >= SYNCFS_TELLS_MINOR);
        return tells && SYNCED_AS_A_WHOLE.contains(store.type());
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }
}
