package org.godwit.topology;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Names;
import org.godwit.model.RseType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds an RSE, readable, writable and deletable, to a site. Answers its id.
///
/// @param deterministic whether a file's path follows from its name
public record AddRse(
        String name,
        String site,
        RseType type,
        boolean deterministic,
        Map<String, String> attributes)
        implements Command<Integer> {
    public AddRse {
        attributes = Map.copyOf(attributes);
    }

    @Override
    public Integer decide(Context context) {
        Names.identifier("RSE", name);
        attributes.forEach(RseAttributes::check);
        Optional<Integer> known = context.tx().get(Tables.RSE_BY_NAME, name);
        if (known.isPresent()) {
            Drains.checkOpen(context.tx(), known.get());
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "RSE \"" + name + "\" exists; `godwit rse show " + name + "` shows it");
        }
        int siteId = Rses.siteId(context.tx(), site);
        int id = Math.toIntExact(context.nextId(Sequences.RSES));
        context.tx()
                .put(
                        Tables.RSES,
                        id,
                        new RseRow(
                                name,
                                siteId,
                                type,
                                deterministic,
                                true,
                                true,
                                true,
                                attributes,
                                context.now()));
        context.effect(new Effect.TopologyChanged());
        return id;
    }
}
