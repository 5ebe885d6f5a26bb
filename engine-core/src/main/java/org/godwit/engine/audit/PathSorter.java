package org.godwit.engine.audit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Sorts any number of records by their keys in bounded memory: what does not fit into a buffer is
/// written, sorted, to a file of its own, and all are merged in the end. Equal keys come in any
/// order. Not thread-safe; its directory is its own, and goes with it.
final class PathSorter implements AutoCloseable {
    /// Records held before they are written, with what their objects take.
    static final int BUFFER_BYTES = 32 * 1024 * 1024;

    private static final int OBJECT_BYTES = 80;
    private static final int READ_BYTES = 64 * 1024;

    /// A record: a key, and what is kept with it.
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared as a whole
    record Item(byte[] key, byte[] value) {
        static final Comparator<Item> BY_KEY = (a, b) -> Arrays.compareUnsigned(a.key, b.key);
    }

    private final Path directory;
    private final int bufferBytes;
    private final List<Path> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private List<Item> buffer = new ArrayList<>();
    private long buffered;

    /// @param directory that is this sorter's alone; emptied first
    PathSorter(Path directory, int bufferBytes) {
        this.directory = directory;
        this.bufferBytes = bufferBytes;
        try {
            Files.createDirectories(directory);
            clear();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void add(byte[] key, byte[] value) {
        buffer.add(new Item(key, value));
        buffered += key.length + value.length + OBJECT_BYTES;
        if (buffered >= bufferBytes) {
            spill();
        }
    }

    private void spill() {
        buffer.sort(Item.BY_KEY);
        Path run = directory.resolve("run-" + runs.size());
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(run), READ_BYTES))) {
            for (Item item : buffer) {
                out.writeShort(item.key().length);
                out.write(item.key());
                out.writeShort(item.value().length);
                out.write(item.value());
            }
        } catch (IOException e) {
            throw failed(e);
        }
        runs.add(run);
        buffer = new ArrayList<>();
        buffered = 0;
    }

    /// All records in the order of their keys; nothing can be added any more.
    Iterator<Item> sorted() {
        if (runs.isEmpty()) {
            buffer.sort(Item.BY_KEY);
            return buffer.iterator();
        }
        if (!buffer.isEmpty()) {
            spill();
        }
        PriorityQueue<Run> heads =
                new PriorityQueue<>(Comparator.comparing(Run::head, Item.BY_KEY));
        for (Path path : runs) {
            Run run = new Run(path);
            open.add(run);
            if (run.advance()) {
                heads.add(run);
            }
        }
        return new Merged(heads);
    }

    private static final class Merged implements Iterator<Item> {
        private final PriorityQueue<Run> heads;

        Merged(PriorityQueue<Run> heads) {
            this.heads = heads;
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public Item next() {
            Run run = heads.poll();
            if (run == null) {
                throw new NoSuchElementException();
            }
            Item item = run.head();
            if (run.advance()) {
                heads.add(run);
            }
            return item;
        }
    }

    /// A sorted file under way.
    private static final class Run implements AutoCloseable {
        private final DataInputStream in;
        private Optional<Item> head = Optional.empty();

        Run(Path path) {
            try {
                in =
                        new DataInputStream(
                                new BufferedInputStream(Files.newInputStream(path), READ_BYTES));
            } catch (IOException e) {
                throw failed(e);
            }
        }

        Item head() {
            return head.orElseThrow();
        }

        boolean advance() {
            try {
                byte[] key = in.readNBytes(in.readUnsignedShort());
                byte[] value = in.readNBytes(in.readUnsignedShort());
                head = Optional.of(new Item(key, value));
                return true;
            } catch (EOFException e) {
                head = Optional.empty();
                return false;
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static EngineException failed(IOException e) {
        return new EngineException(
                ErrorCode.STORAGE_ERROR,
                "an audit cannot use its temporary files: " + e.getMessage(),
                e);
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            for (Run run : open) {
                run.close();
            }
            clear();
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + directory, e);
        }
    }
}
