package org.godwit.store.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sorted records in a file. Each is stored as the number of bytes it shares with the one before,
/// the number of the others, and these; every so many records one is whole, and noted, so that
/// reading can begin there. Immutable once written.
///
/// @param marks some records that are stored whole, in order
/// @param records how many there are
record Run(Path file, List<Mark> marks, long records) {
    static final int RECORDS_PER_MARK = 4_096;

    /// Their lengths are stored in 16 bits.
    static final int RECORD_BYTES_MAX = 0xFFFF;

    private static final int BUFFER_BYTES = 1 << 18;

    /// A record and where it lies.
    @SuppressWarnings("ArrayRecordComponent") // never compared by equals
    record Mark(byte[] record, long position) {}

    Run {
        marks = List.copyOf(marks);
    }

    /// Writes what a buffer holds.
    static Run write(RecordBuffer sorted, Path file) throws IOException {
        List<Mark> marks = new ArrayList<>();
        byte[] bytes = sorted.bytes();
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            long position = 0;
            int previous = 0;
            int previousEnd = 0;
            for (int i = 0; i < sorted.count(); i++) {
                int start = sorted.start(i);
                int end = sorted.end(i);
                int shared = 0;
                if (i % RECORDS_PER_MARK == 0) {
                    marks.add(new Mark(Arrays.copyOfRange(bytes, start, end), position));
                } else {
                    int differ = Arrays.mismatch(bytes, previous, previousEnd, bytes, start, end);
                    shared = differ < 0 ? end - start : differ;
                }
                out.writeShort(shared);
                out.writeShort(end - start - shared);
                out.write(bytes, start + shared, end - start - shared);
                position += 2L * Short.BYTES + end - start - shared;
                previous = start;
                previousEnd = end;
            }
        }
        return new Run(file, marks, sorted.count());
    }

    /// Reads from the first record that is not below `from`, or from the very first.
    Reader read(byte[] from) throws IOException {
        long position = 0;
        for (Mark mark : marks) {
            if (Arrays.compareUnsigned(mark.record(), from) >= 0) {
                break;
            }
            position = mark.position();
        }
        Reader reader = new Reader(file, position);
        while (reader.next() && reader.compareTo(from) < 0) {
            // before the part that is wanted
        }
        return reader;
    }

    /// One record after the other; stands at the first once it is made. Not thread-safe.
    static final class Reader implements AutoCloseable, Comparable<Reader> {
        private final DataInputStream in;
        private byte[] record = new byte[512];
        private int length;
        private boolean valid;

        Reader(Path file, long position) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(position);
            in =
                    new DataInputStream(
                            new BufferedInputStream(
                                    Channels.newInputStream(channel), BUFFER_BYTES));
        }

        /// Goes on to the next record; false behind the last.
        boolean next() throws IOException {
            int high = in.read();
            if (high < 0) {
                valid = false;
                return false;
            }
            int shared = (high << Byte.SIZE) | in.readUnsignedByte();
            int rest = in.readUnsignedShort();
            length = shared + rest;
            if (record.length < length) {
                record = Arrays.copyOf(record, 2 * length);
            }
            if (in.readNBytes(record, shared, rest) < rest) {
                throw new EOFException("a run of sorted records ends too early");
            }
            valid = true;
            return true;
        }

        boolean isValid() {
            return valid;
        }

        byte[] record() {
            return record;
        }

        int length() {
            return length;
        }

        int compareTo(byte[] other) {
            return Arrays.compareUnsigned(record, 0, length, other, 0, other.length);
        }

        @Override
        public int compareTo(Reader other) {
            return Arrays.compareUnsigned(record, 0, length, other.record, 0, other.length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
