package org.godwit.audit;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Forgets findings of an audit, some thousand at a time, and at last the audit itself. Answers
/// whether there is more to forget.
///
/// @param whole whether the audit is forgotten too, not only what it found
public record ClearAudit(long audit, boolean whole) implements Command<Boolean> {
    private static final int FINDINGS_MAX = 2_000;

    @Override
    public Boolean decide(Context context) {
        List<AuditFindingKey> keys = new ArrayList<>();
        try (Cursor<AuditFindingKey, AuditFindingRow> rows =
                AuditRows.findings(context.tx(), audit, "")) {
            while (keys.size() < FINDINGS_MAX && rows.hasNext()) {
                keys.add(rows.next().getKey());
            }
        }
        keys.forEach(key -> context.tx().delete(Tables.AUDIT_FINDINGS, key));
        if (keys.size() == FINDINGS_MAX) {
            return true;
        }
        if (whole) {
            context.tx().delete(Tables.AUDITS, audit);
        }
        return false;
    }
}
