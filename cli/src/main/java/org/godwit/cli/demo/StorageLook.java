package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What lies in a site's storage at one moment.
///
/// @param visible files that users see
/// @param hidden files that are still being received; one that has its final name already is
///   visible
public record StorageLook(List<Path> visible, List<Path> hidden) {
    /// Where agents receive files.
    private static final String RESERVED = ".godwit";

    private static final int PAGE_BYTES = 4096;

    public StorageLook {
        visible = List.copyOf(visible);
        hidden = List.copyOf(hidden);
    }

    /// Walks an RSE's directory.
    public static StorageLook at(Path root) throws IOException {
        List<Path> visible = new ArrayList<>();
        Map<Object, Path> hidden = new LinkedHashMap<>();
        Set<Object> named = new HashSet<>();
        Path reserved = root.resolve(RESERVED);
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        Object identity = attributes.fileKey();
                        if (file.startsWith(reserved)) {
                            hidden.put(identity, file);
                        } else {
                            visible.add(file);
                            named.add(identity);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        hidden.keySet().removeAll(named);
        return new StorageLook(visible, List.copyOf(hidden.values()));
    }

    /// Bytes in pages that are not all zero: what was written to files that were made at full
    /// length and fill up, as long as their content has no empty pages.
    static long writtenBytes(Path file) throws IOException {
        long written = 0;
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(page) >= 0 || page.position() > 0) {
                page.flip();
                int bytes = page.remaining();
                boolean empty = true;
                while (empty && page.hasRemaining()) {
                    empty = page.get() == 0;
                }
                written += empty ? 0 : bytes;
                page.clear();
            }
        }
        return written;
    }
}
