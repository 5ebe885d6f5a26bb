package org.godwit.namespace;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.Adler32;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds DIDs inside decisions.
public final class NewDids {
    private NewDids() {}

    /// Adds a DID, or checks that the one of this name is the same: a file's size and checksum must
    /// be equal, a collection's type. Answers its id.
    public static long add(Context context, NewDid did, int account) {
        return added(context, did, account).id();
    }

    /// A DID that was asked for.
    public record Added(long id, boolean isNew) {}

    /// As [#add], and tells whether it is new.
    public static Added added(Context context, NewDid did, int account) {
        int scope = Dids.scopeId(context.tx(), did.name().scope());
        Optional<Long> present =
                context.tx().get(Tables.DID_BY_NAME, new NameKey(scope, did.name().name()));
        if (present.isPresent()) {
            checkSame(did, Dids.row(context.tx(), present.get()));
            return new Added(present.get(), false);
        }
        if (did.bytes() < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    did.name() + ": " + did.bytes() + " bytes; a size is not negative");
        }
        did.metadata().forEach(Metadata::check);
        long id = context.nextId(Sequences.DIDS);
        context.tx().insert(Tables.DIDS, id, row(scope, did, account, context.now()));
        if (did.type() != DidType.FILE) {
            NewData.note(context, id);
            context.tell(
                    did.type() == DidType.DATASET
                            ? EventType.CREATE_DATASET
                            : EventType.CREATE_CONTAINER,
                    Map.of(
                            "account", Accounts.row(context.tx(), account).name(),
                            "scope", did.name().scope(),
                            "name", did.name().name()));
        }
        return new Added(id, true);
    }

    /// The row of a DID that is new.
    public static DidRow row(int scope, NewDid did, int account, Instant now) {
        boolean file = did.type() == DidType.FILE;
        return new DidRow(
                scope,
                did.name().name(),
                did.type(),
                account,
                !file,
                file ? did.bytes() : 0,
                file ? did.adler32().value() : 0,
                now,
                did.metadata(),
                Map.of());
    }

    private static void checkSame(NewDid did, DidRow row) {
        if (row.type() != did.type()) {
            throw new EngineException(
                    ErrorCode.DID_ALREADY_EXISTS,
                    "%s exists as a %s; choose another name"
                            .formatted(did.name(), row.type().word()));
        }
        if (row.type() == DidType.FILE
                && (row.bytes() != did.bytes() || row.adler32() != did.adler32().value())) {
            throw new EngineException(
                    ErrorCode.FILE_CONSISTENCY_MISMATCH,
                    "%s exists with %d bytes and Adler-32 %s, not %d bytes and %s; a name stands for one content, choose another"
                            .formatted(
                                    did.name(),
                                    row.bytes(),
                                    new Adler32(row.adler32()),
                                    did.bytes(),
                                    did.adler32()));
        }
    }
}
