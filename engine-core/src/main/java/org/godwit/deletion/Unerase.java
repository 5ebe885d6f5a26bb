package org.godwit.deletion;

import org.godwit.catalog.schema.ErasureRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Takes back the erasure of a DID whose time has not come. Answers what would have gone.
public record Unerase(Did did) implements Command<ErasureRow> {
    @Override
    public ErasureRow decide(Context context) {
        long id = Dids.id(context.tx(), did);
        ErasureRow row =
                context.tx()
                        .get(Tables.ERASURES, id)
                        .orElseThrow(() ->
                                new EngineException(ErrorCode.NOT_FOUND, did + " is not erased"));
        if (!row.due().isAfter(context.now())) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    did
                            + " is being erased since "
                            + row.due()
                            + "; it is too late to take it back");
        }
        context.tx().delete(Tables.ERASURES, id);
        return row;
    }
}
