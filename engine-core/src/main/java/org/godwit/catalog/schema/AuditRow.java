package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.AuditState;

/// A comparison of an RSE's storage with the catalogue.
///
/// @param dumpedAt when the list of files was made that somebody gave; absent where agents list
/// @param comparedIndex the change set whose state the report was confirmed against
/// @param failure why there is no report; empty where there is one
/// @param terms how what was found is acted upon, once somebody has asked for that
/// @param settledTo path up to which all of that is settled
public record AuditRow(
        int rse,
        int account,
        AuditState state,
        Optional<Instant> dumpedAt,
        Instant createdAt,
        Optional<Instant> endedAt,
        long comparedIndex,
        String failure,
        AuditTally tally,
        Optional<AuditTerms> terms,
        String settledTo,
        AuditSettled settled) {

    /// The same in another state.
    public AuditRow in(AuditState newState) {
        return new AuditRow(
                rse,
                account,
                newState,
                dumpedAt,
                createdAt,
                endedAt,
                comparedIndex,
                failure,
                tally,
                terms,
                settledTo,
                settled);
    }

    /// The same, ended with or without a report.
    public AuditRow ended(Instant now, AuditTally counted, long index, String why) {
        return new AuditRow(
                rse,
                account,
                why.isEmpty() ? AuditState.DONE : AuditState.FAILED,
                dumpedAt,
                createdAt,
                Optional.of(now),
                index,
                why,
                counted,
                terms,
                settledTo,
                settled);
    }

    /// The same, to be acted upon.
    public AuditRow applied(AuditTerms how) {
        return new AuditRow(
                rse,
                account,
                AuditState.APPLYING,
                dumpedAt,
                createdAt,
                endedAt,
                comparedIndex,
                failure,
                tally,
                Optional.of(how),
                "",
                settled);
    }

    /// The same, settled further.
    public AuditRow settledTo(String path, AuditSettled counts) {
        return new AuditRow(
                rse,
                account,
                state,
                dumpedAt,
                createdAt,
                endedAt,
                comparedIndex,
                failure,
                tally,
                terms,
                path,
                counts);
    }
}
