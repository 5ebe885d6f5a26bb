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
/// reasons, gives it up for a while. Another such session that joins does both for some seconds;
/// then the bounds of both divide the link. Not thread-safe.
final class SessionWindow {
    /// Part of the sent bytes, in millionths, from which on a queue overflows.
    private static final int OVERFLOW_PPM = 20_000;

    /// With a bound that helps it is less.
    private static final int HELPED_PPM = 5_000;

    /// Times the least round trip from which on a queue is filled.
    private static final double QUEUE_FILLED = 1.25;

    /// Statements, two a second, in which that must be so...
    private static final int OVERFLOWS_MIN = 2;

    /// ...and after which a bound must have helped: longer than one who joins the link overflows
    /// its queue.
    private static final int PATIENCE = 8;

    /// After so many without losses, the next losses mean that somebody joins, and a bound that was
    /// made smaller grows again.
    private static final int CALM = 16;

    /// Somebody who joins takes a part of the link. For so many statements a lower rate is no fault
    /// of the bound: the parts come near to each other in that time.
    private static final int JOINING = 48;

    /// What is called a rate; statements come too irregularly.
    private static final long RATE_NANOS_MIN = Duration.ofSeconds(1).toNanos();

    /// There was nothing to fetch meanwhile.
    private static final long RATE_NANOS_MAX = Duration.ofSeconds(3).toNanos();

    /// The second highest of so many counts: a hiccup makes no window small, and what had waited
    /// during it and came at once none large.
    private static final int RATES = 6;

    /// By so many, one after the other, it is judged whether a bound costs rate.
    private static final int RATES_JUDGED = 4;

    /// On its way may be so many times what the rate fills, less where that overflows the queue...
    private static final double PARTS_MAX = 1.05;

    private static final double PARTS_STEP = 0.1;

    /// A bound that helps not even two steps lower is given up.
    private static final double PARTS_MIN = PARTS_MAX - 2.5 * PARTS_STEP;

    /// ...and so many bytes, the same for all, so that the smaller of two sessions grows at the
    /// expense of the larger.
    private static final double MORE_BYTES = 6e6;

    /// A bound that leaves less of the rate is given up.
    private static final double RATE_KEPT = 0.9;

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
    private int calm;
    private int joining;
    private int judgedFrom;
    private double rateBest;
    private double parts;
    private int pause;
    private int lastPause;
    private int held;

    /// The bytes that may be on their way; 0 for any number.
    long bytes() {
        if (!bounded) {
            return 0;
        }
        double filling = steadyRate() * minRttMicros / 1e6;
        return (long) (parts * filling + Math.min(MORE_BYTES, filling));
    }

    private double steadyRate() {
        double[] sorted = Arrays.copyOf(rates, Math.min(measured, RATES));
        Arrays.sort(sorted);
        return sorted[Math.max(0, sorted.length - 2)];
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
            parts = PARTS_MAX;
            overflows = 0;
            calm = 0;
            joining = JOINING;
        }
    }

    private void judge(Frame.Conditions said) {
        held++;
        judgeLosses(said.retransmittedPpm() > HELPED_PPM);
        if (joining > 0) {
            joining--;
            judgedFrom = measured;
            rateBest = 0;
        }
        // The best of them: a hiccup is no fault of the bound.
        boolean slower =
                measured - judgedFrom > RATES_JUDGED
                        && latest().max().orElse(0) < RATE_KEPT * rateBest;
        rateBest = Math.max(rateBest, latest().average().orElse(0));
        if (slower || parts < PARTS_MIN) {
            giveUp();
        }
    }

    private void judgeLosses(boolean lossy) {
        overflows = lossy ? overflows + 1 : 0;
        if (overflows < OVERFLOWS_MIN) {
            calm++;
        } else {
            joining = calm >= CALM ? JOINING : joining;
            calm = 0;
        }
        if (overflows >= PATIENCE) {
            overflows = 0;
            parts -= PARTS_STEP;
        } else if (calm > 0 && calm % CALM == 0) {
            parts = Math.min(PARTS_MAX, parts + PARTS_STEP);
        }
    }

    private DoubleStream latest() {
        return IntStream.rangeClosed(1, Math.min(RATES_JUDGED, measured))
                .mapToDouble(i -> rates[Math.floorMod(measured - i, RATES)]);
    }

    private void giveUp() {
        bounded = false;
        pause = held > lastPause ? PAUSE_MIN : Math.min(PAUSE_MAX, 2 * lastPause);
        lastPause = pause;
        overflows = 0;
    }
}
