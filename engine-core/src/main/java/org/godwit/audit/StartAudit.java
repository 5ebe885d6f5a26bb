package org.godwit.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditSettled;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.AuditState;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Begins an audit of an RSE; one at a time. Answers its id.
///
/// @param dumpedAt when the list was made that the caller gives; absent where agents list
public record StartAudit(String rse, Optional<Instant> dumpedAt, String account)
        implements Command<Long> {
    /// Most audits under way at a time: each takes a thread and some 50 MB.
    public static final int OPEN_MAX = 8;

    @Override
    public Long decide(Context context) {
        int rseId = Rses.id(context.tx(), rse);
        if (dumpedAt.filter(time -> time.isAfter(context.now())).isPresent()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a list made in the future (%s): give the time when it was begun"
                            .formatted(dumpedAt.get()));
        }
        List<Map.Entry<Long, AuditRow>> open =
                AuditRows.all(context.tx()).stream()
                        .filter(audit -> AuditRows.isOpen(audit.getValue()))
                        .toList();
        for (Map.Entry<Long, AuditRow> audit : open) {
            if (audit.getValue().rse() == rseId) {
                throw new EngineException(
                        ErrorCode.OVERLOADED,
                        "audit %d of %s is under way; `godwit rse audit show %d` shows how far it is"
                                .formatted(audit.getKey(), rse, audit.getKey()));
            }
        }
        if (open.size() >= OPEN_MAX) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    OPEN_MAX + " audits are under way; wait until one has ended");
        }
        // An agent may still answer about an audit that a restored catalogue knows nothing of.
        long id = context.index();
        context.tx()
                .put(
                        Tables.AUDITS,
                        id,
                        new AuditRow(
                                rseId,
                                Accounts.id(context.tx(), account),
                                AuditState.RUNNING,
                                dumpedAt,
                                context.now(),
                                Optional.empty(),
                                0,
                                "",
                                AuditTally.NONE,
                                Optional.empty(),
                                "",
                                AuditSettled.NONE));
        return id;
    }
}
