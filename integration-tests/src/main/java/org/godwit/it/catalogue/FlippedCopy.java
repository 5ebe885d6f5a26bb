package org.godwit.it.catalogue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.godwit.catalog.check.Progress;
import org.godwit.runtime.EngineException;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogChecker;

/// A copy of a sound catalogue with one bit flipped.
///
/// @param kind of file
/// @param where the bit is, for people
public record FlippedCopy(SoundCatalog sound, Path directory, String kind, String where) {
    private static final long SECONDS_MAX = 60;

    /// Kinds of files; those that hold rows come more often.
    private static final List<String> KINDS =
            List.of(
                    ".sst",
                    ".sst",
                    ".sst",
                    ".sst",
                    ".log",
                    ".log",
                    ".log",
                    "MANIFEST",
                    "MANIFEST",
                    "CURRENT",
                    "OPTIONS",
                    "ACKNOWLEDGED",
                    "IDENTITY");

    /// What a flipped bit led to.
    public enum Effect {
        REFUSED_AT_OPENING,
        REFUSED_AT_READING,
        FOUND_BY_CHECK,
        NONE,
        SERVED_WRONG,
        LOST_SILENTLY,
        HUNG;

        /// Whether somebody is told.
        public boolean isDetected() {
            return this == REFUSED_AT_OPENING
                    || this == REFUSED_AT_READING
                    || this == FOUND_BY_CHECK;
        }

        /// What must never be.
        public boolean isViolation() {
            return this == SERVED_WRONG || this == LOST_SILENTLY || this == HUNG;
        }
    }

    static FlippedCopy of(SoundCatalog sound, Path directory, SplittableRandom random)
            throws IOException {
        copy(sound.directory(), directory);
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        List<Path> files =
                list(directory).stream()
                        .filter(file -> file.getFileName().toString().contains(kind))
                        .filter(file -> file.toFile().length() > 0)
                        .toList();
        if (files.isEmpty()) {
            throw new IllegalStateException("the sound catalogue has no file " + kind);
        }
        Path chosen = files.get(random.nextInt(files.size()));
        try (RandomAccessFile file = new RandomAccessFile(chosen.toFile(), "rw")) {
            long position = random.nextLong(file.length());
            int bit = random.nextInt(Byte.SIZE);
            file.seek(position);
            int old = file.read();
            file.seek(position);
            file.write(old ^ (1 << bit));
            return new FlippedCopy(
                    sound,
                    directory,
                    kind,
                    chosen.getFileName() + " byte " + position + " bit " + bit);
        }
    }

    /// Opens it, reads everything, checks it; on a thread of its own, since damage may hang it.
    Effect effect() throws InterruptedException {
        CompletableFuture<Effect> effect = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("flipped")
                .start(() -> {
                    try {
                        effect.complete(open());
                    } catch (RuntimeException | Error e) {
                        effect.completeExceptionally(e);
                    }
                });
        try {
            return effect.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Effect.HUNG;
        } catch (ExecutionException e) {
            throw new IllegalStateException(this + " ended unexpectedly", e.getCause());
        }
    }

    private Effect open() {
        try (RocksCatalog catalog = RocksCatalog.open(directory, KillsWorker.OPTIONS)) {
            return read(catalog);
        } catch (EngineException e) {
            return Effect.REFUSED_AT_OPENING;
        }
    }

    private Effect read(RocksCatalog catalog) {
        if (catalog.lastIndex() < sound.lastIndex()) {
            return Effect.LOST_SILENTLY;
        }
        try {
            if (!SoundCatalog.checksums(catalog.latest()).equals(sound.tables())) {
                return Effect.SERVED_WRONG;
            }
        } catch (EngineException e) {
            return Effect.REFUSED_AT_READING;
        }
        return CatalogChecker.check(catalog, 1, Progress.NONE).clean()
                ? Effect.NONE
                : Effect.FOUND_BY_CHECK;
    }

    static void copy(Path from, Path to) {
        try {
            Files.createDirectory(to);
            for (Path file : list(from)) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Override
    public String toString() {
        return where;
    }
}
