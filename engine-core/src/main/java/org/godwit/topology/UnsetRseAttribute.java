package org.godwit.topology;

import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Removes an attribute of an RSE. Answers the RSE as it is now.
public record UnsetRseAttribute(String rse, String key) implements Command<RseRow> {
    @Override
    public RseRow decide(Context context) {
        int id = Rses.id(context.tx(), rse);
        RseRow row = Rses.row(context.tx(), id);
        Map<String, String> attributes = new HashMap<>(row.attributes());
        if (attributes.remove(key) == null) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "RSE \""
                            + rse
                            + "\" has no attribute \""
                            + Names.printable(key)
                            + "\"; `godwit rse show "
                            + rse
                            + "` lists those that it has");
        }
        RseRow changed = row.withAttributes(attributes);
        context.tx().put(Tables.RSES, id, changed);
        context.effect(new Effect.TopologyChanged());
        return changed;
    }
}
