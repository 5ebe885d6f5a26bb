package org.godwit.audit;

import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.AuditState;

/// Ends a running audit. Answers whether it was running.
///
/// @param comparedIndex the change set whose state the report was confirmed against
/// @param failure why there is no report; empty where there is one
public record EndAudit(long audit, AuditTally tally, long comparedIndex, String failure)
        implements Command<Boolean> {
    @Override
    public Boolean decide(Context context) {
        AuditRow row = AuditRows.row(context.tx(), audit);
        if (row.state() != AuditState.RUNNING) {
            return false;
        }
        context.tx()
                .put(Tables.AUDITS, audit, row.ended(context.now(), tally, comparedIndex, failure));
        return true;
    }
}
