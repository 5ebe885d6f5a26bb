package org.godwit.audit;

import java.util.Map;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.AuditState;

/// Writes down what a running audit has found. Answers whether the audit is there and running.
public record RecordFindings(long audit, Map<AuditFindingKey, AuditFindingRow> findings)
        implements Command<Boolean> {
    /// Most findings of one change set.
    public static final int FINDINGS_MAX = 500;

    public RecordFindings {
        findings = Map.copyOf(findings);
    }

    @Override
    public Boolean decide(Context context) {
        boolean running =
                context.tx()
                        .get(Tables.AUDITS, audit)
                        .filter(row -> row.state() == AuditState.RUNNING)
                        .isPresent();
        if (running) {
            findings.forEach((key, row) -> context.tx().put(Tables.AUDIT_FINDINGS, key, row));
        }
        return running;
    }
}
