package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files into a POSIX root. Those of several blocks grow in `ROOT/.godwit/incoming`, those of
/// one block have no name at all until they get their final one, by link(2), which never replaces,
/// after they were synced.
final class PosixReceiver implements ReceivesFiles {
    private static final Logger log = LoggerFactory.getLogger(PosixReceiver.class);

    private final IncomingDirectory incoming;
    private final Optional<SmallFiles> small;
    private final SpaceLedger space;
    private final Durability durability;
    private final FinalNames names;
    private final Quarantine quarantine;
    private final EngineClock clock;
    private final Set<String> receiving = ConcurrentHashMap.newKeySet();

    /// @param small where files of one block can do without a hidden name
    PosixReceiver(
            IncomingDirectory incoming,
            Optional<SmallFiles> small,
            SpaceLedger space,
            Durability durability,
            FinalNames names,
            Quarantine quarantine,
            EngineClock clock) {
        this.incoming = incoming;
        this.small = small;
        this.space = space;
        this.durability = durability;
        this.names = names;
        this.quarantine = quarantine;
        this.clock = clock;
    }

    @Override
    public IncomingFile receive(IncomingSpec spec) throws StorageException {
        // The lock on the file would not do: closing a second channel on it lets go of the first's.
        if (!receiving.add(spec.key())) {
            throw OpenPart.busy(spec);
        }
        boolean opened = false;
        try {
            Runnable whenClosed = () -> receiving.remove(spec.key());
            IncomingFile file =
                    small.isPresent() && spec.blocks() <= 1
                            ? new OneBlockFile(
                                    spec,
                                    small.get(),
                                    space.reserve(spec.bytes(), "receiving " + spec.path()),
                                    whenClosed)
                            : PosixIncomingFile.open(spec, incoming, space, whenClosed);
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
        List<HiddenFile> hidden = new ArrayList<>();
        files.forEach(file -> hidden.add((HiddenFile) file));
        return new CommitGroup(hidden, durability, names).commit();
    }

    @Override
    public String setAside(StoragePath path) throws StorageException {
        return quarantine.setAside(path);
    }

    /// Lets go of its directory.
    void close() {
        incoming.system().ifPresent(by -> by.directory().close());
    }

    @Override
    public int sweep(Duration age) throws StorageException {
        Instant before = clock.now().minus(age);
        int swept = 0;
        Path directory = incoming.path();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    Files.deleteIfExists(entry);
                    swept++;
                }
            }
        } catch (IOException e) {
            throw PosixErrors.of("sweeping " + directory, e);
        }
        if (swept > 0) {
            log.info("removed {} abandoned files from {}", swept, directory);
        }
        return swept;
    }
}
