package org.godwit.it.wan.link;

/// What a link is to be like, the same in both directions.
///
/// @param rateMbit line rate in Mbit/s, of which every segment takes its IP bytes and 38 bytes of
///   Ethernet
/// @param delayMillis one-way delay: the round trip of an idle link is twice that
/// @param queueMillis how long a segment may wait for the line; one that would wait longer is
///   dropped
/// @param loss probability that a segment is lost behind the queue, from 0 to 1
/// @param mtu bytes of the largest IP packet
/// @param seed of the losses: the same traffic meets the same losses again
public record LinkSpec(
        double rateMbit, double delayMillis, double queueMillis, double loss, int mtu, long seed) {
    private static final double RATE_MBIT_MAX = 100_000;
    private static final double MILLIS_MAX = 10_000;

    public LinkSpec {
        require(
                rateMbit > 0 && rateMbit <= RATE_MBIT_MAX,
                "rate: more than 0, at most 100000 Mbit/s");
        require(delayMillis >= 0 && delayMillis <= MILLIS_MAX, "delay: 0 to 10000 ms");
        require(
                queueMillis > 0 && queueMillis <= MILLIS_MAX,
                "queue: more than 0, at most 10000 ms");
        require(loss >= 0 && loss <= 1, "loss: a probability, 0 to 1");
        require(mtu >= 576 && mtu <= 65_535, "mtu: 576 to 65535 bytes");
    }

    /// 2 Gbit/s, a round trip of 150 ms, a queue of 100 ms, jumbo frames, no loss.
    public static LinkSpec standard() {
        return new LinkSpec(2_000, 75, 100, 0, 9_000, 1);
    }

    public LinkSpec withRateMbit(double value) {
        return new LinkSpec(value, delayMillis, queueMillis, loss, mtu, seed);
    }

    public LinkSpec withDelayMillis(double value) {
        return new LinkSpec(rateMbit, value, queueMillis, loss, mtu, seed);
    }

    public LinkSpec withQueueMillis(double value) {
        return new LinkSpec(rateMbit, delayMillis, value, loss, mtu, seed);
    }

    public LinkSpec withLoss(double value) {
        return new LinkSpec(rateMbit, delayMillis, queueMillis, value, mtu, seed);
    }

    public LinkSpec withMtu(int value) {
        return new LinkSpec(rateMbit, delayMillis, queueMillis, loss, value, seed);
    }

    public LinkSpec withSeed(long value) {
        return new LinkSpec(rateMbit, delayMillis, queueMillis, loss, mtu, value);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
