package org.godwit.engine.audit;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.godwit.audit.PathOrder;
import org.godwit.audit.SeenFile;
import org.godwit.topology.StoragePath;

/// A list of files that somebody gave, in any order. Filled by one thread, then read by another.
final class DumpList implements FileList {
    private final PathSorter sorter;

    /// @param directory that is this list's alone
    DumpList(Path directory) {
        this.sorter = new PathSorter(directory, PathSorter.BUFFER_BYTES);
    }

    /// Adds a file.
    ///
    /// @param bytes -1 if the list does not say
    void add(String path, long bytes) {
        sorter.add(
                PathOrder.key(StoragePath.check(path)),
                ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
    }

    @Override
    public void feed(Consumer<SeenFile> sink) {
        sorter.sorted()
                .forEachRemaining(item ->
                        sink.accept(
                                new SeenFile(
                                        item.key(),
                                        ByteBuffer.wrap(item.value()).getLong(),
                                        Optional.empty(),
                                        true)));
    }

    @Override
    public void close() {
        sorter.close();
    }
}
