package org.godwit.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.SettlementState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Keeps an audit that is being acted upon from putting a file aside that somebody declares as a
/// replica in the meantime. For one decision.
public final class AuditFence {
    private final Context context;
    private final Map<Integer, Optional<Long>> fences = new HashMap<>();

    public AuditFence(Context context) {
        this.context = context;
    }

    /// A replica at this path is about to be declared: the file stays where it is, or, if an agent
    /// has been told to put it aside, the replica is refused for the moment.
    ///
    /// @param path asked for only where an audit of the RSE is acted upon
    public void pass(int rse, Supplier<String> path) {
        Optional<Long> audit =
                fences.computeIfAbsent(rse, id -> context.tx().get(Tables.AUDIT_FENCES, id));
        if (audit.isEmpty()) {
            return;
        }
        AuditFindingKey key = new AuditFindingKey(audit.get(), path.get(), 0);
        Optional<AuditFindingRow> dark = context.tx().get(Tables.AUDIT_FINDINGS, key);
        if (dark.isEmpty()) {
            return;
        }
        switch (dark.get().state()) {
            case OPEN -> {
                context.tx()
                        .put(
                                Tables.AUDIT_FINDINGS,
                                key,
                                dark.get().in(SettlementState.LEFT, FileAt.CAME));
                LeaveFindings.leave(context, audit.get(), 1);
            }
            case ORDERED ->
                    throw new EngineException(
                            ErrorCode.DUPLICATE,
                            "%s is being put into quarantine by audit %d; declare it again in a minute"
                                    .formatted(key.path(), audit.get()));
            case DECLARED, QUARANTINED, LEFT -> {}
        }
    }
}
