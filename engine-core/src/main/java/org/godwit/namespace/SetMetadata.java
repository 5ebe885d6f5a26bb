package org.godwit.namespace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Sets entries of a DID's metadata; one without a value is removed. Answers the DID as it is now.
public record SetMetadata(Did did, Map<String, Optional<String>> entries)
        implements Command<DidRow> {
    public SetMetadata {
        entries = Map.copyOf(entries);
    }

    @Override
    public DidRow decide(Context context) {
        long id = Dids.id(context.tx(), did);
        DidRow row = Dids.row(context.tx(), id);
        Map<String, String> metadata = new HashMap<>(row.metadata());
        entries.forEach((key, value) -> {
            Metadata.check(key, value.orElse(""));
            value.ifPresentOrElse(text -> metadata.put(key, text), () -> metadata.remove(key));
        });
        if (metadata.size() > Metadata.ENTRIES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    did
                            + " would have "
                            + metadata.size()
                            + " metadata entries, at most "
                            + Metadata.ENTRIES_MAX
                            + " fit");
        }
        DidRow changed = row.withMetadata(metadata).withTraits(row.traits().updated(context.now()));
        context.tx().put(Tables.DIDS, id, changed);
        if (row.type() != DidType.FILE) {
            NewData.note(context, id);
        }
        return changed;
    }
}
