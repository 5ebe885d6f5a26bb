package org.godwit.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.godwit.message.FromAgent;
import org.godwit.model.Link;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What a throughput report is to cover. Times are those of whole bins: the range is widened to
/// them.
///
/// @param begin of the first bin, seconds since 1970
/// @param end of the last bin, seconds since 1970
/// @param period length of a row in seconds
public record ThroughputQuery(
        long begin, long end, long period, Optional<Link> link, Optional<String> activity) {
    /// Most periods of one report.
    public static final long PERIODS_MAX = 1_000_000;

    private static final int BIN = FromAgent.Bin.SECONDS;

    /// A report from one time to another.
    ///
    /// @param period length of a row, rounded up to whole bins; one row for all if absent
    /// @throws EngineException `INVALID_INPUT` if that is no range, or too many rows
    public static ThroughputQuery of(
            Instant from,
            Instant to,
            Optional<Duration> period,
            Optional<Link> link,
            Optional<String> activity) {
        if (!from.isBefore(to)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a report from "
                            + from
                            + " to "
                            + to
                            + " covers nothing; give an earlier begin");
        }
        long begin = Math.floorDiv(from.getEpochSecond(), (long) BIN) * BIN;
        long end = Math.ceilDiv(ceilSecond(to), (long) BIN) * BIN;
        long all = end - begin;
        long length =
                period.filter(time -> time.toSeconds() < Duration.between(from, to).toSeconds())
                        .map(time -> Math.max(1, Math.ceilDiv(time.toSeconds(), (long) BIN)) * BIN)
                        .orElse(all);
        if (all / length > PERIODS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a report of " + all / length + " periods is too long; give longer periods");
        }
        return new ThroughputQuery(begin, end, length, link, activity);
    }

    private static long ceilSecond(Instant time) {
        return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    }
}
