package org.godwit.deletion;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Gives replicas at an RSE a tombstone, all or none: they may be deleted then, the last good copy
/// of what is wanted excepted. Answers how many have got one.
///
/// @param now whether they go at once, not only when space is needed
public record TombstoneReplicas(String rse, List<Did> files, boolean now)
        implements Command<Integer> {
    /// Files of one command.
    public static final int FILES_MAX = 1_000;

    public TombstoneReplicas {
        files = List.copyOf(files);
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    files.size() + " files at a time: give 1 to " + FILES_MAX);
        }
    }

    @Override
    public Integer decide(Context context) {
        int id = Rses.id(context.tx(), rse);
        int given = 0;
        for (Did file : files) {
            ReplicaKey key = new ReplicaKey(Dids.id(context.tx(), file), id);
            given += mark(context, file, key) ? 1 : 0;
        }
        context.effect(new Effect.DeletionsReady());
        return given;
    }

    private boolean mark(Context context, Did file, ReplicaKey key) {
        ReplicaRow row =
                context.tx()
                        .get(Tables.REPLICAS, key)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.NOT_FOUND, file + " has no replica at " + rse));
        if (row.state() == ReplicaState.BEING_DELETED) {
            return false;
        }
        if (row.state() == ReplicaState.COPYING
                || !Locks.on(context.tx(), key.did(), key.rse()).isEmpty()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "a rule holds %s at %s; `godwit rule list --did %s` shows which, end it first"
                            .formatted(file, rse, file));
        }
        Instant time = now ? Instant.EPOCH : context.now();
        context.tx().put(Tables.REPLICAS, key, row.withTombstone(Optional.of(time)));
        return true;
    }
}
