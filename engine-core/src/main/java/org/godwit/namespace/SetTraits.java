package org.godwit.namespace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidTraits;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Changes what a DID is like; what is absent stays as it is. Answers the DID as it is now.
///
/// @param monotonic a collection that only grows; that cannot be taken back
/// @param hidden whether lists leave it out
/// @param lifetime from now to its end; an empty inner value takes the end away
public record SetTraits(
        Did did,
        Optional<Boolean> monotonic,
        Optional<Boolean> hidden,
        Optional<Optional<Duration>> lifetime)
        implements Command<DidRow> {
    @Override
    public DidRow decide(Context context) {
        long id = Dids.id(context.tx(), did);
        DidRow row = Dids.row(context.tx(), id);
        DidTraits traits = row.traits();
        if (monotonic.isPresent()) {
            checkMonotonic(row, monotonic.get());
            traits = traits.with(DidFlag.MONOTONIC, monotonic.get());
        }
        if (hidden.isPresent()) {
            traits = traits.with(DidFlag.HIDDEN, hidden.get());
        }
        if (lifetime.isPresent()) {
            Optional<Instant> end = lifetime.get().map(time -> context.now().plus(time));
            traits = traits.expiring(end);
            end.ifPresent(time -> context.effect(new Effect.Due(time)));
        }
        if (traits.equals(row.traits())) {
            return row;
        }
        DidRow changed = row.withTraits(traits.updated(context.now()));
        context.tx().put(Tables.DIDS, id, changed);
        return changed;
    }

    private void checkMonotonic(DidRow row, boolean wanted) {
        if (row.type() == DidType.FILE) {
            throw refused(did + " is a file; only datasets and containers are monotonic");
        }
        if (!wanted && row.traits().has(DidFlag.MONOTONIC)) {
            throw refused(did + " is monotonic, which cannot be taken back");
        }
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.UNSUPPORTED_OPERATION, why);
    }
}
