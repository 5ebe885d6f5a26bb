package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files into a POSIX root. They grow in `ROOT/.godwit/incoming`, and get their final name by
/// link(2), which never replaces, after they were synced.
final class PosixReceiver implements ReceivesFiles {
    private static final Logger log = LoggerFactory.getLogger(PosixReceiver.class);

    private final PosixTree tree;
    private final SpaceLedger space;
    private final Executor syncers;
    private final EngineClock clock;
    private final Path incoming;
    private final Set<String> receiving = ConcurrentHashMap.newKeySet();

    PosixReceiver(PosixTree tree, SpaceLedger space, Executor syncers, EngineClock clock)
            throws StorageException {
        this.tree = tree;
        this.space = space;
        this.syncers = syncers;
        this.clock = clock;
        this.incoming = tree.root().resolve(StoragePath.RESERVED).resolve("incoming");
        try {
            Path own = tree.root().resolve(StoragePath.RESERVED);
            if (Files.isSymbolicLink(own) || Files.isSymbolicLink(incoming)) {
                throw new StorageException(Kind.REFUSED, own + " must not be a symbolic link");
            }
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw PosixErrors.of("making " + incoming, e);
        }
    }

    @Override
    public IncomingFile receive(IncomingSpec spec) throws StorageException {
        // The lock on the file would not do: closing a second channel on it lets go of the first's.
        if (!receiving.add(spec.key())) {
            throw PosixIncomingFile.busy(spec);
        }
        boolean opened = false;
        try {
            IncomingFile file =
                    PosixIncomingFile.open(
                            spec, incoming, space, () -> receiving.remove(spec.key()));
            opened = true;
            return file;
        } finally {
            if (!opened) {
                receiving.remove(spec.key());
            }
        }
    }

    @Override
    public List<Optional<StorageException>> commit(List<? extends IncomingFile> files) {
        Map<PosixIncomingFile, Optional<StorageException>> results = new LinkedHashMap<>();
        for (IncomingFile file : files) {
            results.put((PosixIncomingFile) file, Optional.empty());
        }
        each(results, results.keySet(), PosixIncomingFile::force);
        Map<Path, List<PosixIncomingFile>> touched = new LinkedHashMap<>();
        for (PosixIncomingFile file : good(results)) {
            link(file, touched).ifPresent(failure -> results.put(file, Optional.of(failure)));
        }
        syncDirectories(touched, results);
        for (PosixIncomingFile file : results.keySet()) {
            // Committed: unlink the hidden name and keep the final one. Failed by EXISTS: nothing
            // to keep.
            boolean keep =
                    results.get(file).filter(failure -> failure.kind() != Kind.EXISTS).isPresent();
            if (keep) {
                file.close();
            } else {
                file.discard();
            }
        }
        return List.copyOf(results.values());
    }

    private static List<PosixIncomingFile> good(
            Map<PosixIncomingFile, Optional<StorageException>> results) {
        List<PosixIncomingFile> good = new ArrayList<>();
        results.forEach((file, failure) -> {
            if (failure.isEmpty()) {
                good.add(file);
            }
        });
        return good;
    }

    private Optional<StorageException> link(
            PosixIncomingFile file, Map<Path, List<PosixIncomingFile>> touched) {
        StoragePath path = file.spec().path();
        Set<Path> directories = new HashSet<>();
        try {
            Path target = tree.forNew(path, directories);
            Files.createLink(target, file.part());
            directories.forEach(d -> touched.computeIfAbsent(d, _ -> new ArrayList<>()).add(file));
            return Optional.empty();
        } catch (FileAlreadyExistsException e) {
            return Optional.of(
                    new StorageException(
                            Kind.EXISTS,
                            path + " appeared while it was being received, it was left alone",
                            e));
        } catch (UnsupportedOperationException e) {
            return Optional.of(
                    new StorageException(
                            Kind.IO, "the filesystem of " + path + " has no hard links", e));
        } catch (IOException e) {
            return Optional.of(PosixErrors.of("naming " + path, e));
        } catch (StorageException e) {
            return Optional.of(e);
        }
    }

    private void syncDirectories(
            Map<Path, List<PosixIncomingFile>> touched,
            Map<PosixIncomingFile, Optional<StorageException>> results) {
        Map<Path, CompletableFuture<Void>> syncs = new LinkedHashMap<>();
        touched.keySet().forEach(d -> syncs.put(d, run(() -> PosixTree.syncDirectory(d))));
        syncs.forEach((directory, sync) ->
                failure(sync, "syncing " + directory)
                        .ifPresent(e -> {
                            for (PosixIncomingFile file :
                                    touched.getOrDefault(directory, List.of())) {
                                results.put(file, Optional.of(e));
                            }
                        }));
    }

    private void each(
            Map<PosixIncomingFile, Optional<StorageException>> results,
            Collection<PosixIncomingFile> files,
            FileStep step) {
        Map<PosixIncomingFile, CompletableFuture<Void>> running = new LinkedHashMap<>();
        files.forEach(file -> running.put(file, run(() -> step.on(file))));
        running.forEach((file, future) ->
                results.put(file, failure(future, "syncing " + file.spec().path())));
    }

    private CompletableFuture<Void> run(DiskStep step) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                syncers);
    }

    private static Optional<StorageException> failure(CompletableFuture<Void> future, String what) {
        try {
            future.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(
                    e.getCause() instanceof IOException io
                            ? PosixErrors.of(what, io)
                            : new StorageException(Kind.IO, what + ": " + e.getMessage(), e));
        }
    }

    @Override
    public int sweep(Duration age) throws StorageException {
        Instant before = clock.now().minus(age);
        int swept = 0;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(incoming)) {
            for (Path entry : stream) {
                if (Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    Files.deleteIfExists(entry);
                    swept++;
                }
            }
        } catch (IOException e) {
            throw PosixErrors.of("sweeping " + incoming, e);
        }
        if (swept > 0) {
            log.info("removed {} abandoned files from {}", swept, incoming);
        }
        return swept;
    }

    private interface DiskStep {
        void run() throws IOException;
    }

    private interface FileStep {
        void on(PosixIncomingFile file) throws IOException;
    }
}
