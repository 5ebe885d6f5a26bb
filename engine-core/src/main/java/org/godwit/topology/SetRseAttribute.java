package org.godwit.topology;

import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Sets an attribute of an RSE, whatever it was. Answers the RSE as it is now.
public record SetRseAttribute(String rse, String key, String value) implements Command<RseRow> {
    @Override
    public RseRow decide(Context context) {
        RseAttributes.check(key, value);
        int id = Rses.id(context.tx(), rse);
        RseRow row = Rses.row(context.tx(), id);
        Map<String, String> attributes = new HashMap<>(row.attributes());
        attributes.put(key, value);
        if (attributes.size() > RseAttributes.ATTRIBUTES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "RSE \""
                            + rse
                            + "\" has "
                            + RseAttributes.ATTRIBUTES_MAX
                            + " attributes already; unset some first");
        }
        RseRow changed = row.withAttributes(attributes);
        context.tx().put(Tables.RSES, id, changed);
        context.effect(new Effect.TopologyChanged());
        return changed;
    }
}
