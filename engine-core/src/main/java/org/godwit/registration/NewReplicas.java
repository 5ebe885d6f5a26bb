package org.godwit.registration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.Requests;

/// Writes down replicas that exist, for one decision, in which RSEs do not change.
final class NewReplicas {
    private final Context context;
    private final int account;
    private final Map<Integer, RseRow> rses = new HashMap<>();
    private final Map<Integer, Count> addedAt = new TreeMap<>();
    private int added;

    /// @param account that new files and replicas belong to
    NewReplicas(Context context, int account) {
        this.context = context;
        this.account = account;
    }

    /// Makes a file's replica at an RSE available; its DID comes to be if it is new, else size and
    /// checksum must be equal. The same again changes nothing. What waits for the file goes on.
    /// Answers the file's id. A refusal changes nothing.
    long add(int rse, NewReplica replica) {
        Optional<String> path = path(rse, replica);
        NewDids.Added file =
                NewDids.added(
                        context,
                        NewDid.file(replica.file(), replica.bytes(), replica.adler32()),
                        account);
        ReplicaKey key = new ReplicaKey(file.id(), rse);
        ReplicaRow row =
                ReplicaRow.available(
                        context.index(), replica.bytes(), path, account, context.now());
        if (file.isNew()) {
            // Nothing can wait for it yet.
            context.tx().insert(Tables.REPLICAS, key, row);
            note(rse, row);
            return file.id();
        }
        Optional<ReplicaRow> present = context.tx().get(Tables.REPLICAS, key);
        if (present.isPresent() && stays(replica.file(), key, present.get(), row)) {
            return file.id();
        }
        context.tx().put(Tables.REPLICAS, key, row);
        note(rse, row);
        Requests.becameAvailable(context, file.id(), rse);
        return file.id();
    }

    private void note(int rse, ReplicaRow row) {
        added++;
        addedAt.merge(rse, new Count(1, row.bytes()), Count::plus);
    }

    /// Tells how many replicas were added at each RSE. To be called once, at the end.
    void tell() {
        addedAt.forEach((rse, count) ->
                context.tell(
                        EventType.REPLICAS_ADDED,
                        Map.of(
                                "rse", rse(rse).name(),
                                "files", Long.toString(count.items()),
                                "bytes", Long.toString(count.bytes()))));
    }

    /// Refuses what [#add] would refuse at an RSE, and changes nothing: for who adds a file at
    /// several and wants all or none.
    void require(int rse, NewReplica replica) {
        Optional<String> path = path(rse, replica);
        Optional<Long> file = Dids.find(context.tx(), replica.file());
        if (file.isPresent()) {
            ReplicaKey key = new ReplicaKey(file.get(), rse);
            ReplicaRow row =
                    ReplicaRow.available(
                            context.index(), replica.bytes(), path, account, context.now());
            Optional<ReplicaRow> present = context.tx().get(Tables.REPLICAS, key);
            boolean _ = present.isPresent() && stays(replica.file(), key, present.get(), row);
        }
    }

    /// How many replicas were not there before.
    int added() {
        return added;
    }

    /// Whether what is there says the same already. A copy that was on its way, or was not usable,
    /// gives way to the file that is there.
    private boolean stays(Did file, ReplicaKey key, ReplicaRow present, ReplicaRow row) {
        return switch (present.state()) {
            case AVAILABLE -> {
                if (!present.path().equals(row.path())) {
                    requireSamePath(file, key, present, row);
                }
                yield true;
            }
            case BEING_DELETED ->
                    throw new EngineException(
                            ErrorCode.DUPLICATE,
                            "%s is being deleted at %s; declare it again later"
                                    .formatted(file, rse(key.rse()).name()));
            case COPYING, BAD, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> false;
        };
    }

    private void requireSamePath(Did file, ReplicaKey key, ReplicaRow present, ReplicaRow row) {
        String there = StoragePath.of(context.tx(), key.did(), present);
        if (!there.equals(StoragePath.of(context.tx(), key.did(), row))) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "%s is at %s already as %s; one copy is enough there"
                            .formatted(file, rse(key.rse()).name(), there));
        }
    }

    private Optional<String> path(int rse, NewReplica replica) {
        if (replica.path().isPresent()) {
            return StoragePath.stored(replica.file(), StoragePath.check(replica.path().get()));
        }
        if (!rse(rse).deterministic()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    replica.file()
                            + ": RSE "
                            + rse(rse).name()
                            + " is not deterministic, so give the file's path in it");
        }
        return Optional.empty();
    }

    private RseRow rse(int id) {
        return rses.computeIfAbsent(id, key -> Rses.row(context.tx(), key));
    }
}
