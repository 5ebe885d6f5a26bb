package org.godwit.agent.channel;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/// Which connection of a [SourceSession] gets the next block: any that can take it, as long as
/// there is plenty to send. Towards the end only one that will have sent it by the time at which
/// the others have sent the rest; else all would wait for the slowest.
final class Dealer {
    /// A connection gets its next block when the kernel has taken all but this much of the one
    /// before: enough to keep it busy, and little enough that a slow connection holds few blocks.
    private static final long UNTAKEN_BYTES_MAX = 256 << 10;

    /// Smaller blocks are gone soon enough.
    private static final int LARGE_BYTES_MIN = 256 << 10;

    private final Collection<SentLog> connections;

    /// @param connections the live ones, at any time
    Dealer(Collection<SentLog> connections) {
        this.connections = connections;
    }

    /// The connection with the least to do.
    Optional<SentLog> idlest() {
        return idlest(_ -> true);
    }

    private Optional<SentLog> idlest(Predicate<SentLog> which) {
        SentLog idlest = null;
        for (SentLog connection : connections) {
            boolean idler = idlest == null || connection.untakenBytes() < idlest.untakenBytes();
            if (idler && which.test(connection)) {
                idlest = connection;
            }
        }
        return Optional.ofNullable(idlest);
    }

    /// The connection for a block; none where it is better to wait.
    ///
    /// @param length of the block
    /// @param bytesLeft to be handed out in all, this block included
    Optional<SentLog> taker(int length, long bytesLeft, long now) {
        Optional<SentLog> idlest = idlest().filter(Dealer::hasRoom);
        double mean = meanRate(now);
        if (idlest.isEmpty() || length < LARGE_BYTES_MIN || mean == 0) {
            return idlest;
        }
        double secondsLeft = secondsLeft(bytesLeft, mean, now);
        Optional<SentLog> inTime =
                idlest(c -> hasRoom(c) && seconds(c, length, mean, now) <= secondsLeft);
        return inTime.or(() -> soonest(length, mean, now).filter(Dealer::hasRoom));
    }

    private static boolean hasRoom(SentLog connection) {
        return connection.untakenBytes() <= UNTAKEN_BYTES_MAX;
    }

    /// The connection that would be done with it first.
    private Optional<SentLog> soonest(int length, double mean, long now) {
        SentLog soonest = null;
        double least = Double.MAX_VALUE;
        for (SentLog connection : connections) {
            double seconds = seconds(connection, length, mean, now);
            if (seconds < least) {
                least = seconds;
                soonest = connection;
            }
        }
        return Optional.ofNullable(soonest);
    }

    /// Until everything is sent, if all could share the rest to the last byte.
    private double secondsLeft(long bytesLeft, double mean, long now) {
        double rates = 0;
        long bytes = bytesLeft;
        for (SentLog connection : connections) {
            rates += rate(connection, mean, now);
            bytes += connection.untakenBytes() + DataSockets.NOT_SENT_BYTES_MAX;
        }
        return bytes / rates;
    }

    /// Until a connection would have sent so many bytes more.
    private static double seconds(SentLog connection, int length, double mean, long now) {
        long bytes = connection.untakenBytes() + DataSockets.NOT_SENT_BYTES_MAX + length;
        return bytes / rate(connection, mean, now);
    }

    /// A connection of which nothing is known is one like the others.
    private static double rate(SentLog connection, double mean, long now) {
        double rate = connection.bytesPerSecond(now);
        return rate == 0 ? mean : rate;
    }

    /// Of those of which a rate is known; 0 where there is none.
    private double meanRate(long now) {
        double sum = 0;
        int known = 0;
        for (SentLog connection : connections) {
            double rate = connection.bytesPerSecond(now);
            sum += rate;
            known += rate > 0 ? 1 : 0;
        }
        return known == 0 ? 0 : sum / known;
    }
}
