package org.godwit.audit;

import java.time.Duration;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.AuditTerms;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Has what an audit found acted upon. Refused where that touches more of the RSE than
/// [#TOUCHED_PERCENT_MAX], which is more often a storage that is not mounted, or a wrong list, than
/// so much damage. Answers what it will touch. A rehearsal of it is the plan.
///
/// @param lost whether lost replicas, and those of a wrong size, are declared bad
/// @param dark whether dark files are put into quarantine
/// @param olderThan dark files changed since are left alone
/// @param evenIfMany whether to go on all the same where many are touched
public record ApplyAudit(
        long audit,
        boolean lost,
        boolean dark,
        Duration olderThan,
        boolean evenIfMany,
        String account)
        implements Command<ApplyAudit.Plan> {
    /// Share of an RSE's files that an audit may touch without being asked for twice.
    public static final int TOUCHED_PERCENT_MAX = 5;

    /// How long a dark file must have been as it is, if nobody says else.
    public static final Duration OLDER_THAN = Duration.ofDays(1);

    /// What will be touched.
    ///
    /// @param replicas that are declared bad if they still are
    /// @param lastCopies of them, those without another copy
    /// @param files that are put into quarantine if they still are dark
    /// @param percent of the RSE's files, rounded up
    public record Plan(
            long replicas,
            long replicaBytes,
            long lastCopies,
            long files,
            long fileBytes,
            long percent) {}

    @Override
    public Plan decide(Context context) {
        if (!lost && !dark) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "say what is to be acted upon: lost, dark or both");
        }
        if (olderThan.isNegative()) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "an age cannot be negative");
        }
        AuditRow row = AuditRows.row(context.tx(), audit);
        requireReport(row);
        if (context.tx().get(Tables.AUDIT_FENCES, row.rse()).isPresent()) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    "another audit of this RSE is being acted upon; wait until that has ended");
        }
        Plan plan = plan(row.tally());
        if (plan.percent() > TOUCHED_PERCENT_MAX && !evenIfMany) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "%,d files are %d %% of those at %s, more than %d %%: is the storage mounted and the list whole? If so, give --even-if-many"
                            .formatted(
                                    plan.replicas() + plan.files(),
                                    plan.percent(),
                                    Rses.row(context.tx(), row.rse()).name(),
                                    TOUCHED_PERCENT_MAX));
        }
        int by = Accounts.id(context.tx(), account);
        context.tx()
                .put(
                        Tables.AUDITS,
                        audit,
                        row.applied(new AuditTerms(lost, dark, olderThan.toSeconds(), by)));
        context.tx().put(Tables.AUDIT_FENCES, row.rse(), audit);
        return plan;
    }

    private void requireReport(AuditRow row) {
        switch (row.state()) {
            case DONE, APPLIED -> {}
            case RUNNING ->
                    throw new EngineException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "audit %d is still running; wait for its report".formatted(audit));
            case FAILED ->
                    throw new EngineException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "audit %d has no report (%s); begin a new one"
                                    .formatted(audit, row.failure()));
            case APPLYING ->
                    throw new EngineException(
                            ErrorCode.OVERLOADED,
                            "audit %d is being acted upon already".formatted(audit));
        }
    }

    private Plan plan(AuditTally tally) {
        long replicas = lost ? tally.lost().items() + tally.wrongSize().items() : 0;
        long bytes = lost ? tally.lost().bytes() + tally.wrongSize().bytes() : 0;
        long files = dark ? tally.dark().items() : 0;
        long there = Math.max(1, tally.known().items());
        return new Plan(
                replicas,
                bytes,
                lost ? tally.lastCopies() : 0,
                files,
                dark ? tally.dark().bytes() : 0,
                Math.ceilDiv(100 * (replicas + files), there));
    }
}
