package org.godwit.store.load;

import java.io.IOException;
import java.util.List;

/// Several sorted runs as one. Stands at the first record once it is made. Not thread-safe.
final class MergedRuns implements AutoCloseable {
    private final List<Run.Reader> all;

    /// A heap, the least record first.
    private final Run.Reader[] heap;

    private int size;

    /// Takes over readers that stand at their first records.
    MergedRuns(List<Run.Reader> readers) {
        all = List.copyOf(readers);
        heap = all.stream().filter(Run.Reader::isValid).toArray(Run.Reader[]::new);
        size = heap.length;
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    boolean isValid() {
        return size > 0;
    }

    byte[] record() {
        return heap[0].record();
    }

    int length() {
        return heap[0].length();
    }

    /// Whether the record is below a cut; an empty one has everything below it.
    boolean isBelow(byte[] cut) {
        return cut.length == 0 || heap[0].compareTo(cut) < 0;
    }

    void next() throws IOException {
        if (!heap[0].next()) {
            heap[0] = heap[--size];
        }
        if (size > 0) {
            sink(0);
        }
    }

    private void sink(int place) {
        Run.Reader reader = heap[place];
        int at = place;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].compareTo(heap[child]) < 0) {
                child++;
            }
            if (reader.compareTo(heap[child]) <= 0) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = reader;
    }

    @Override
    public void close() throws IOException {
        for (Run.Reader reader : all) {
            reader.close();
        }
    }
}
