package org.godwit.it.wan.agents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.Adler32;
import java.util.zip.CRC32C;

/// Makes the files of a workload below a directory, and proves copies of them. Content follows from
/// the seed and does not compress.
public final class WorkFiles {
    /// Files of one directory: as many as an exposure of a large camera has detectors, times a few.
    private static final int DIRECTORY_FILES_MAX = 1_000;

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path root;
    private final long seed;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

    public WorkFiles(Path root, long seed) {
        this.root = root;
        this.seed = seed;
    }

    /// Writes the files of a workload into `directory` below the root; they are in the page cache
    /// then.
    public List<WorkFile> make(String directory, Workload workload) throws IOException {
        List<WorkFile> files = new ArrayList<>();
        for (Workload.Group group : workload.groups()) {
            for (int i = 0; i < group.count(); i++) {
                int number = files.size();
                String path =
                        "%s/%03d/file-%06d.fits"
                                .formatted(directory, number / DIRECTORY_FILES_MAX, number);
                files.add(make(path, group.fileBytes(), new SplittableRandom(seed * 31 + number)));
            }
        }
        return files;
    }

    private WorkFile make(String path, long bytes, SplittableRandom random) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Adler32 adler = new Adler32();
        CRC32C crc = new CRC32C();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= chunk.limit()) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    chunk.putLong(random.nextLong());
                }
                chunk.flip().limit((int) Math.min(left, CHUNK_BYTES));
                adler.update(chunk.duplicate());
                crc.update(chunk.duplicate());
                ByteBuffer rest = chunk.duplicate();
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
        }
        return new WorkFile(
                path,
                bytes,
                new org.godwit.model.Adler32((int) adler.getValue()),
                (int) crc.getValue());
    }

    /// Those of the files whose copy at a path below the root, made by `at`, is not the file.
    public List<String> differing(List<WorkFile> files, java.util.function.UnaryOperator<String> at)
            throws IOException {
        List<String> differing = new ArrayList<>();
        for (WorkFile file : files) {
            Path copy = root.resolve(at.apply(file.path()));
            if (!Files.isRegularFile(copy)
                    || Files.size(copy) != file.bytes()
                    || crc32c(copy) != file.crc32c()) {
                differing.add(file.path());
            }
        }
        return differing;
    }

    private int crc32c(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(chunk.clear()) >= 0) {
                crc.update(chunk.flip());
            }
        }
        return (int) crc.getValue();
    }
}
