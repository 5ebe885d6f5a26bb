package org.godwit.store.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sorts more records than memory holds: several threads fill buffers, each full one becomes a
/// sorted file, and at the end the files are merged, in parts that several threads may read at
/// once. Memory: one buffer a thread, then one small buffer a file and part.
final class RecordSorter implements AutoCloseable {
    private final Path directory;
    private final String name;
    private final int bufferBytes;
    private final int bufferRecords;
    private final List<Run> runs = new ArrayList<>();
    private int files;

    /// @param name that its files begin with
    /// @param bufferBytes memory for each thread's records
    /// @param recordBytes how large they are, about
    RecordSorter(Path directory, String name, int bufferBytes, int recordBytes) {
        this.directory = directory;
        this.name = name;
        this.bufferBytes = bufferBytes;
        this.bufferRecords = bufferBytes / recordBytes;
    }

    /// A part of the input, for one thread.
    Input input() {
        return new Input();
    }

    /// Takes records; close it behind the last.
    final class Input implements AutoCloseable {
        private final RecordBuffer buffer = new RecordBuffer(bufferBytes, bufferRecords);

        void add(byte[] record, int length) throws IOException {
            if (length > Run.RECORD_BYTES_MAX) {
                throw new IOException("a record of " + length + " bytes is too long");
            }
            if (!buffer.add(record, length)) {
                spill(buffer);
                if (!buffer.add(record, length)) {
                    throw new IOException("a record of " + length + " bytes is too long");
                }
            }
        }

        @Override
        public void close() throws IOException {
            spill(buffer);
        }
    }

    private void spill(RecordBuffer buffer) throws IOException {
        if (buffer.count() == 0) {
            return;
        }
        buffer.sort();
        Run run = Run.write(buffer, nextFile());
        buffer.clear();
        synchronized (this) {
            runs.add(run);
        }
    }

    private synchronized Path nextFile() {
        return directory.resolve(name + "-" + ++files + ".run");
    }

    /// How many records there are.
    synchronized long records() {
        return runs.stream().mapToLong(Run::records).sum();
    }

    /// Where to cut the records into about equal parts: each part begins at one of these, the first
    /// of which is empty.
    ///
    /// @param keyLength how many bytes of a record must not be torn from others that share them
    synchronized List<byte[]> cuts(int parts, KeyLength keyLength) {
        List<byte[]> marks =
                runs.stream()
                        .flatMap(run -> run.marks().stream())
                        .map(Run.Mark::record)
                        .sorted(Arrays::compareUnsigned)
                        .toList();
        List<byte[]> cuts = new ArrayList<>(List.of(new byte[0]));
        for (int i = 1; i < parts; i++) {
            byte[] mark = marks.isEmpty() ? new byte[0] : marks.get(i * marks.size() / parts);
            byte[] cut = Arrays.copyOf(mark, keyLength.of(mark, mark.length));
            if (Arrays.compareUnsigned(cuts.getLast(), cut) < 0) {
                cuts.add(cut);
            }
        }
        return cuts;
    }

    /// Tells how much of a record is its key.
    @FunctionalInterface
    interface KeyLength {
        int of(byte[] record, int length);
    }

    /// An upper bound on the records below a cut. From one cut to the next it grows by at least the
    /// number of records between them.
    ///
    /// @param number of the cut
    synchronized long recordsBelowAtMost(byte[] cut, int number) {
        // Of each run, up to a mark's worth of records may be counted that lie behind the cut.
        long records = (long) number * runs.size() * Run.RECORDS_PER_MARK;
        for (Run run : runs) {
            long marksBelow =
                    run.marks().stream()
                            .filter(mark -> Arrays.compareUnsigned(mark.record(), cut) < 0)
                            .count();
            records += marksBelow * Run.RECORDS_PER_MARK;
        }
        return records;
    }

    /// The records from a cut on, in order.
    MergedRuns from(byte[] cut) throws IOException {
        List<Run> all;
        synchronized (this) {
            all = List.copyOf(runs);
        }
        List<Run.Reader> readers = new ArrayList<>();
        for (Run run : all) {
            readers.add(run.read(cut));
        }
        return new MergedRuns(readers);
    }

    /// Removes its files.
    @Override
    public synchronized void close() throws IOException {
        for (Run run : runs) {
            Files.deleteIfExists(run.file());
        }
        runs.clear();
    }
}
