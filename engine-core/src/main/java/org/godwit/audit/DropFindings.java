package org.godwit.audit;

import java.util.List;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Takes back what turned out to be no difference. Answers how many there were.
public record DropFindings(List<AuditFindingKey> findings) implements Command<Integer> {
    public DropFindings {
        findings = List.copyOf(findings);
    }

    @Override
    public Integer decide(Context context) {
        int dropped = 0;
        for (AuditFindingKey key : findings) {
            if (context.tx().get(Tables.AUDIT_FINDINGS, key).isPresent()) {
                context.tx().delete(Tables.AUDIT_FINDINGS, key);
                dropped++;
            }
        }
        return dropped;
    }
}
