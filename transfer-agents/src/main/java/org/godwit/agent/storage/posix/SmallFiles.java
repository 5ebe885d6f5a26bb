package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;

/// Makes files without a name (O_TMPFILE) in the directory where they will be, so that they have
/// its group, quota and default permissions. Thread-safe.
final class SmallFiles {
    /// From here a file is written past the page cache where it can: below, a synchronous write
    /// costs more than a page and its share of a common flush.
    static final int DIRECT_FROM_BYTES = 16 << 10;

    private static final String TRIAL = "trial.part";

    private final NativeTree tree;
    private final EngineClock clock;
    private final boolean pastCache;
    private final boolean linkByProc;
    private final SmallWrites writes = new SmallWrites();

    private SmallFiles(NativeTree tree, EngineClock clock, boolean pastCache, boolean linkByProc) {
        this.tree = tree;
        this.clock = clock;
        this.pastCache = pastCache;
        this.linkByProc = linkByProc;
    }

    /// Finds out by trial whether the filesystem can do this.
    ///
    /// @param incoming directory for the trial
    /// @param pastCache whether the filesystem can do without the page cache
    static Optional<SmallFiles> of(
            NativeTree tree, Path incoming, EngineClock clock, boolean pastCache) {
        for (boolean byProc : new boolean[] {false, true}) {
            SmallFiles trial = new SmallFiles(tree, clock, pastCache, byProc);
            if (trial.works(incoming)) {
                return Optional.of(trial);
            }
        }
        return Optional.empty();
    }

    private boolean works(Path incoming) {
        StoragePath path = tree.inside(incoming.resolve(TRIAL));
        try (Descriptor file = tree.unnamed(path, 0);
                NativeTree.Directory directory = tree.directoryOf(path)) {
            try {
                directory.descriptor().act(into -> file.act(from -> link(from, into, TRIAL)));
            } finally {
                Files.deleteIfExists(incoming.resolve(TRIAL));
            }
            return true;
        } catch (StorageException e) {
            return false;
        } catch (IOException e) {
            // Another agent of this RSE tries at the same time.
            return PosixErrors.isTaken(e);
        }
    }

    NativeFiles files() {
        return tree.files();
    }

    /// Makes the file that will be `path`, with its content.
    Descriptor make(StoragePath path, ByteBuffer content) throws IOException, StorageException {
        try (Arena copies = Arena.ofConfined()) {
            MemorySegment bytes = NativeFiles.memory(content, copies);
            long direct = bytesPastCache(bytes);
            Descriptor file = tree.unnamed(path, direct > 0 ? NativeFiles.DIRECT : 0);
            try {
                file.act(to -> write(to, bytes, direct));
                return file;
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
    }

    private long bytesPastCache(MemorySegment content) {
        boolean large = pastCache && content.byteSize() >= DIRECT_FROM_BYTES;
        return large && writes.pastCache() ? NativeWriter.wholePages(content, 0) : 0;
    }

    private void write(int file, MemorySegment content, long direct) throws Errno {
        if (direct > 0) {
            long begun = clock.nanoTime();
            files().write(file, content.asSlice(0, direct), 0);
            writes.took(clock.nanoTime() - begun);
        }
        if (direct < content.byteSize()) {
            if (direct > 0) {
                files().setDirect(file, false);
            }
            files().write(file, content.asSlice(direct), direct);
        }
    }

    /// Gives a file its name in an open directory; the name must be free.
    void link(int file, int directory, String name) throws Errno {
        files().linkUnnamed(file, directory, name, linkByProc);
    }
}
