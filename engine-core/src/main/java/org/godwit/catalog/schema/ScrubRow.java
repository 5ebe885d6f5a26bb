package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;

/// How far an RSE's replicas have been read again.
///
/// @param round counts from 1
/// @param begunAt when it began, or will
/// @param nextDid the first file that was not read in this round
/// @param files read in this round, with `bytes`
/// @param bad of them, replicas declared bad or suspicious
/// @param held why nothing was declared lately; empty where nothing speaks against it
/// @param endedAt when the round before ended
/// @param endedFiles what that one read, with `endedBad`
public record ScrubRow(
        long round,
        Instant begunAt,
        long nextDid,
        long files,
        long bytes,
        long bad,
        String held,
        Optional<Instant> endedAt,
        long endedFiles,
        long endedBad) {
    /// Of an RSE of which nothing was read yet.
    public static ScrubRow first(Instant now) {
        return new ScrubRow(1, now, 0, 0, 0, 0, "", Optional.empty(), 0, 0);
    }

    /// Some files further.
    public ScrubRow upTo(long next, long moreFiles, long moreBytes, long moreBad) {
        return new ScrubRow(
                round,
                begunAt,
                next,
                files + moreFiles,
                bytes + moreBytes,
                bad + moreBad,
                "",
                endedAt,
                endedFiles,
                endedBad);
    }

    /// Not further, for a reason.
    public ScrubRow held(String why) {
        return new ScrubRow(
                round, begunAt, nextDid, files, bytes, bad, why, endedAt, endedFiles, endedBad);
    }

    /// The next round, which may begin later.
    public ScrubRow again(Instant begin, Instant now) {
        return new ScrubRow(round + 1, begin, 0, 0, 0, 0, "", Optional.of(now), files, bad);
    }
}
