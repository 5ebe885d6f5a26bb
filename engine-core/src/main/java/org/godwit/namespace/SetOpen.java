package org.godwit.namespace;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Closes a collection, which then takes no more content, or opens it again. Answers the DID as it
/// is now.
public record SetOpen(Did did, boolean open) implements Command<DidRow> {
    @Override
    public DidRow decide(Context context) {
        long id = Dids.id(context.tx(), did);
        DidRow row = Dids.row(context.tx(), id);
        if (row.type() == DidType.FILE) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    did + " is a file; only datasets and containers are open or closed");
        }
        if (row.open() == open) {
            return row;
        }
        DidRow changed =
                row.withOpen(open)
                        .withTraits(
                                row.traits()
                                        .closed(
                                                open
                                                        ? Optional.empty()
                                                        : Optional.of(context.now()))
                                        .updated(context.now()));
        context.tx().put(Tables.DIDS, id, changed);
        context.tell(
                open ? EventType.OPENED : EventType.CLOSED,
                Map.of("scope", did.scope(), "name", did.name()));
        return changed;
    }
}
