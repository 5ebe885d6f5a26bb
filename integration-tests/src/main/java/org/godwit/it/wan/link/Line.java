package org.godwit.it.wan.link;

/// A line of a fixed rate with a drop-tail queue in front, as a virtual clock: the time at which
/// the line will have sent everything that was admitted so far. Exact: fractions of a nanosecond
/// are carried over. Confined to one thread.
final class Line {
    private static final long NANO_BITS_PER_BYTE = 8_000_000_000L;

    private final long queueNanos;
    private long bitsPerSecond;
    private long free = Long.MIN_VALUE;

    /// What `free` is short of the true time, in nanoseconds times [#bitsPerSecond].
    private long carry;

    private long waitNanos;

    Line(double rateMbit, double queueMillis) {
        this.queueNanos = Math.round(queueMillis * 1e6);
        setRateMbit(rateMbit);
    }

    void setRateMbit(double rateMbit) {
        bitsPerSecond = Math.round(rateMbit * 1e6);
        carry = 0;
    }

    /// Puts a run of segments that arrive at once at the end of the queue.
    ///
    /// @param segmentBytes on the wire, of every segment but the last
    /// @param lastBytes of the last one
    /// @return how many segments, from the first, found room; the others are dropped
    int admit(long now, int segments, int segmentBytes, int lastBytes) {
        if (free <= now) {
            free = now;
            carry = 0;
        }
        waitNanos = free - now;
        if (waitNanos > queueNanos) {
            return 0;
        }
        long each = segmentBytes * NANO_BITS_PER_BYTE / bitsPerSecond;
        long room = each == 0 ? segments : 1 + (queueNanos - waitNanos) / each;
        if (room >= segments) {
            send((long) (segments - 1) * segmentBytes + lastBytes);
            return segments;
        }
        send(room * segmentBytes);
        return (int) room;
    }

    private void send(long bytes) {
        long work = bytes * NANO_BITS_PER_BYTE + carry;
        free += work / bitsPerSecond;
        carry = work % bitsPerSecond;
    }

    /// When the last admitted segment has left the line.
    long free() {
        return free;
    }

    /// How long the first segment of the last run had or would have had to wait.
    long waitNanos() {
        return waitNanos;
    }
}
