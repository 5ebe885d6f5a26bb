package org.godwit.audit;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditSettled;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.SettlementState;

/// Leaves dark files alone at whose paths replicas have come to be since the report. Answers how
/// many.
public record LeaveFindings(long audit, List<AuditFindingKey> findings)
        implements Command<Integer> {
    public LeaveFindings {
        findings = List.copyOf(findings);
    }

    @Override
    public Integer decide(Context context) {
        int left = 0;
        for (AuditFindingKey key : findings) {
            Optional<AuditFindingRow> row =
                    context.tx()
                            .get(Tables.AUDIT_FINDINGS, key)
                            .filter(found -> found.state() == SettlementState.OPEN);
            if (row.isPresent()) {
                context.tx()
                        .put(
                                Tables.AUDIT_FINDINGS,
                                key,
                                row.get().in(SettlementState.LEFT, FileAt.CAME));
                left++;
            }
        }
        if (left > 0) {
            leave(context, audit, left);
        }
        return left;
    }

    /// Counts findings of an audit as left alone.
    static void leave(Context context, long audit, int more) {
        AuditRow row = AuditRows.row(context.tx(), audit);
        AuditSettled before = row.settled();
        context.tx()
                .put(
                        Tables.AUDITS,
                        audit,
                        row.settledTo(
                                row.settledTo(),
                                new AuditSettled(
                                        before.declared(),
                                        before.quarantined(),
                                        before.left() + more)));
    }
}
