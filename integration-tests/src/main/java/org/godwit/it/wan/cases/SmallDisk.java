package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small ext4 file system of its own, in a file, that can be filled up. Needs root.
final class SmallDisk implements AutoCloseable {
    /// What root's reserve and the file system's own needs leave of it anyway.
    private static final long LEFT_BYTES = 4 << 20;

    private final Path image;
    private final Path mount;

    private SmallDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /// Makes and mounts one below a directory.
    static SmallDisk make(Path directory, long bytes) throws IOException {
        Path image = directory.resolve("small-disk");
        Path mount = Files.createDirectories(directory.resolve("small"));
        Tool.run(List.of("truncate", "-s", String.valueOf(bytes), image.toString()));
        Tool.run(List.of("mkfs.ext4", "-q", "-m", "0", image.toString()));
        Tool.run(List.of("mount", "-o", "loop", image.toString(), mount.toString()));
        return new SmallDisk(image, mount);
    }

    Path path() {
        return mount;
    }

    /// Takes all room but `left` bytes.
    void fill(long left) throws IOException {
        FileStore store = Files.getFileStore(mount);
        long bytes = Math.max(0, store.getUsableSpace() - LEFT_BYTES - left);
        Tool.run(List.of("fallocate", "-l", String.valueOf(bytes), filler().toString()));
    }

    /// Gives it back.
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return mount.resolve("somebody-else");
    }

    @Override
    public void close() throws IOException {
        Tool.run(List.of("umount", "-l", mount.toString()));
        Files.deleteIfExists(image);
    }
}
