package org.godwit.relocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.deletion.DeletionGuard;
import org.godwit.model.DrainState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Drains;
import org.godwit.topology.Rses;

/// Puts an RSE back into use. Groups of files that have begun to leave go on, so that they stay
/// together; the others stay. What was deleted is gone. Answers what was called off.
public record Undrain(String rse) implements Command<DrainRow> {
    @Override
    public DrainRow decide(Context context) {
        int id = Rses.id(context.tx(), rse);
        DrainRow drain =
                Drains.of(context.tx(), id)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.UNSUPPORTED_OPERATION,
                                        "RSE " + rse + " is in use; there is nothing to call off"));
        context.tx().delete(Tables.DRAINS, id);
        if (drain.state() == DrainState.DECOMMISSIONED) {
            RseRow row = Rses.row(context.tx(), id);
            context.tx().put(Tables.RSES, id, row.withAvailability(true, true, true));
        }
        if (drain.state() == DrainState.DECOMMISSIONING && !drain.storageGone()) {
            DeletionGuard.confirm(context, id, 0);
        }
        notBegun(context, id).forEach(key -> context.tx().delete(Tables.PLANNED_MOVES, key));
        context.effect(new Effect.TopologyChanged());
        return drain;
    }

    /// What was planned to leave the RSE and has not begun to.
    private static List<RuleDidKey> notBegun(Context context, int rse) {
        List<RuleDidKey> found = new ArrayList<>();
        try (Cursor<RuleDidKey, TargetsRow> planned = context.tx().scanAll(Tables.PLANNED_MOVES)) {
            while (planned.hasNext()) {
                Map.Entry<RuleDidKey, TargetsRow> move = planned.next();
                if (!move.getValue().rses().contains(rse) && isThere(context, move.getKey(), rse)) {
                    found.add(move.getKey());
                }
            }
        }
        return found;
    }

    private static boolean isThere(Context context, RuleDidKey key, int rse) {
        Optional<TargetsRow> chosen = context.tx().get(Tables.RULE_TARGETS, key);
        return chosen.isPresent()
                ? chosen.get().rses().contains(rse)
                : context.tx()
                        .get(Tables.LOCKS, new LockKey(key.did(), rse, key.rule()))
                        .isPresent();
    }
}
