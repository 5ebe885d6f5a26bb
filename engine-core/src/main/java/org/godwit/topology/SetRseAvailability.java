package org.godwit.topology;

import java.util.Optional;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;

/// Says whether an RSE may be read, written and deleted from; what is absent stays as it is.
/// Answers the RSE as it is now.
public record SetRseAvailability(
        String rse, Optional<Boolean> read, Optional<Boolean> write, Optional<Boolean> delete)
        implements Command<RseRow> {
    @Override
    public RseRow decide(Context context) {
        int id = Rses.id(context.tx(), rse);
        RseRow row = Rses.row(context.tx(), id);
        RseRow changed =
                row.withAvailability(
                        read.orElse(row.readable()),
                        write.orElse(row.writable()),
                        delete.orElse(row.deletable()));
        context.tx().put(Tables.RSES, id, changed);
        context.effect(new Effect.TopologyChanged());
        return changed;
    }
}
