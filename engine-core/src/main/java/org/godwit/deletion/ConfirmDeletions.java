package org.godwit.deletion;

import org.godwit.catalog.schema.DeletionGuardRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Allows that many files more to be deleted at an RSE than the guard lets go in an hour.
public record ConfirmDeletions(String rse, long files) implements Command<DeletionGuardRow> {
    @Override
    public DeletionGuardRow decide(Context context) {
        int id = Rses.id(context.tx(), rse);
        if (files < 1) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "give a number of files above 0");
        }
        DeletionGuardRow row =
                context.tx()
                        .get(Tables.DELETION_GUARDS, id)
                        .filter(DeletionGuardRow::held)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.UNSUPPORTED_OPERATION,
                                        "nothing is held back at " + rse));
        DeletionGuardRow confirmed = row.confirming(files);
        context.tx().put(Tables.DELETION_GUARDS, id, confirmed);
        context.effect(new Effect.DeletionsReady());
        return confirmed;
    }
}
