package org.godwit.agent.channel;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;

/// How much a session may have on its way. BBR keeps up to two round trips' worth on its way on
/// each connection, so that many of them overflow the queue of a link that they fill: a quarter of
/// all packets may be lost, which costs others theirs and both ends their time. A session that sees
/// its queue overflow gets a bound, a little more than what the way holds by itself; one whose
/// bound does not help, or costs rate, because others fill the queue or packets are lost for other
/// reasons, gives it up for a while. Not thread-safe.
final class SessionWindow {
    /// Part of the sent bytes, in millionths, from which on a queue overflows.
    private static final int OVERFLOW_PPM = 20_000;

    /// With a bound that helps it is less.
    private static final int HELPED_PPM = 5_000;

    /// Times the least round trip from which on a queue is filled.
    private static final double QUEUE_FILLED = 1.25;

    /// Statements, two a second, in which that must be so...
    private static final int OVERFLOWS_MIN = 2;

    /// ...and after which a bound must have helped.
    private static final int PATIENCE = 4;

    /// What is called a rate; statements come too irregularly.
    private static final long RATE_NANOS_MIN = Duration.ofSeconds(1).toNanos();

    /// There was nothing to fetch meanwhile.
    private static final long RATE_NANOS_MAX = Duration.ofSeconds(3).toNanos();

    /// The highest of so many counts, so that a hiccup makes no window small.
    private static final int RATES = 8;

    /// By so many, one after the other, it is judged whether a bound costs rate.
    private static final int RATES_JUDGED = 4;

    /// How much more than the highest rate may be on its way, in parts of it, and in bytes, which
    /// lets the smaller of two sessions grow.
    private static final double HEADROOM = 1.15;

    private static final double MORE_BYTES_MAX = 5e6;

    /// A bound that helps not even with so small a part of the bytes more is given up.
    private static final double MORE_PART_MIN = 0.25;

    private static final double RATE_KEPT = 0.95;

    /// Statements for which a bound is given up the first time, and at most: it doubles, unless the
    /// bound had held for as long as it was given up before.
    private static final int PAUSE_MIN = 120;

    private static final int PAUSE_MAX = 2_000;

    private final double[] rates = new double[RATES];
    private int measured;
    private long sinceNanos;
    private long sinceBytes;
    private long minRttMicros;
    private boolean bounded;
    private int overflows;
    private int judgedFrom;
    private double rateBest;
    private double morePart;
    private int pause;
    private int lastPause;
    private int held;

    /// The bytes that may be on their way; 0 for any number.
    long bytes() {
        if (!bounded) {
            return 0;
        }
        double filling = Arrays.stream(rates).max().orElse(0) * minRttMicros / 1e6;
        return (long) (HEADROOM * filling + morePart * Math.min(MORE_BYTES_MAX, filling));
    }

    /// The source's view of the last half second, in which there was something to send.
    ///
    /// @param arrivedBytes what has come so far
    /// @param stage what limits, as far as both ends know
    void onConditions(Frame.Conditions said, long arrivedBytes, Bottleneck stage, long nowNanos) {
        if (said.minRttMicros() <= 0) {
            return;
        }
        minRttMicros = said.minRttMicros();
        measure(arrivedBytes, stage, nowNanos);
        if (pause > 0) {
            pause--;
        } else if (bounded) {
            judge(said);
        } else {
            watch(said);
        }
    }

    private void measure(long arrivedBytes, Bottleneck stage, long nowNanos) {
        long nanos = nowNanos - sinceNanos;
        if (sinceNanos != 0 && nanos < RATE_NANOS_MIN) {
            return;
        }
        boolean byLink =
                switch (stage) {
                    case LINK, LOSS, WINDOW, SOURCE_CPU, DESTINATION_CPU -> true;
                    case ORDERS, PACING, SOURCE_DISK, DESTINATION_DISK -> false;
                };
        if (sinceNanos != 0 && nanos < RATE_NANOS_MAX && byLink) {
            rates[measured++ % RATES] = (arrivedBytes - sinceBytes) * 1e9 / nanos;
        }
        sinceNanos = nowNanos;
        sinceBytes = arrivedBytes;
    }

    private void watch(Frame.Conditions said) {
        boolean filled = said.rttMicros() > QUEUE_FILLED * said.minRttMicros();
        overflows = filled && said.retransmittedPpm() > OVERFLOW_PPM ? overflows + 1 : 0;
        if (overflows >= OVERFLOWS_MIN && measured > 0) {
            bounded = true;
            held = 0;
            morePart = 1;
            rateBest = latest(RATES_JUDGED).average().orElse(0);
            restart();
        }
    }

    private DoubleStream latest(int count) {
        return IntStream.rangeClosed(1, Math.min(count, measured))
                .mapToDouble(i -> rates[Math.floorMod(measured - i, RATES)]);
    }

    private void restart() {
        overflows = 0;
        judgedFrom = measured;
    }

    private void judge(Frame.Conditions said) {
        held++;
        overflows = said.retransmittedPpm() > HELPED_PPM ? overflows + 1 : 0;
        if (overflows >= PATIENCE) {
            morePart /= 2;
            restart();
        }
        // The best of them: a hiccup is no fault of the bound.
        boolean slower =
                measured - judgedFrom > RATES_JUDGED
                        && latest(RATES_JUDGED).max().orElse(0) < RATE_KEPT * rateBest;
        rateBest = Math.max(rateBest, latest(RATES_JUDGED).average().orElse(0));
        if (slower || morePart < MORE_PART_MIN) {
            giveUp();
        }
    }

    private void giveUp() {
        bounded = false;
        pause = held > lastPause ? PAUSE_MIN : Math.min(PAUSE_MAX, 2 * lastPause);
        lastPause = pause;
        restart();
    }
}
