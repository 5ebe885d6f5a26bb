package org.godwit.store.load;

import java.util.Arrays;

/// Records in memory, sorted when it is full. A record is its bytes; records compare unsigned from
/// the left. Confined to one thread.
final class RecordBuffer {
    private static final int INSERTION_SORT_MAX = 8;

    private final byte[] bytes;
    private final int[] ends;
    private int[] order;
    private int[] scratch;
    private int count;

    /// @param capacity for bytes of records
    /// @param recordsMax for records
    RecordBuffer(int capacity, int recordsMax) {
        bytes = new byte[capacity];
        ends = new int[recordsMax];
        order = new int[recordsMax];
        scratch = new int[recordsMax];
    }

    /// Takes a record; false if it does not fit.
    boolean add(byte[] record, int length) {
        int start = count == 0 ? 0 : ends[count - 1];
        if (count == ends.length || bytes.length - start < length) {
            return false;
        }
        System.arraycopy(record, 0, bytes, start, length);
        ends[count++] = start + length;
        return true;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /// Sorts the records; [#start] and [#end] then give them in order.
    void sort() {
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        System.arraycopy(order, 0, scratch, 0, count);
        sort(scratch, order, 0, count);
    }

    byte[] bytes() {
        return bytes;
    }

    /// Where the record of that rank begins.
    int start(int rank) {
        int record = order[rank];
        return record == 0 ? 0 : ends[record - 1];
    }

    /// Where the record of that rank ends.
    int end(int rank) {
        return ends[order[rank]];
    }

    /// Merge sort from one array into the other, which hold the same at first. What is in order
    /// already, as lists made by machines often are, costs one comparison.
    private void sort(int[] from, int[] to, int begin, int end) {
        if (end - begin <= INSERTION_SORT_MAX) {
            insertionSort(to, begin, end);
            return;
        }
        int middle = (begin + end) >>> 1;
        sort(to, from, begin, middle);
        sort(to, from, middle, end);
        if (compare(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, begin, to, begin, end - begin);
            return;
        }
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takeLeft =
                    right == end || (left < middle && compare(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private void insertionSort(int[] records, int begin, int end) {
        for (int i = begin + 1; i < end; i++) {
            int record = records[i];
            int place = i;
            while (place > begin && compare(records[place - 1], record) > 0) {
                records[place] = records[place - 1];
                place--;
            }
            records[place] = record;
        }
    }

    private int compare(int a, int b) {
        int startA = a == 0 ? 0 : ends[a - 1];
        int startB = b == 0 ? 0 : ends[b - 1];
        return Arrays.compareUnsigned(bytes, startA, ends[a], bytes, startB, ends[b]);
    }
}
