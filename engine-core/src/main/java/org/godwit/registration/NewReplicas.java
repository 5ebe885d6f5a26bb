package org.godwit.registration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.godwit.topology.Drains;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.Requests;

/// Writes down replicas that exist, for one decision, in which RSEs do not change.
final class NewReplicas {
    private final Context context;
    private final int account;
    private final Map<Integer, RseRow> rses = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final Map<Integer, Count> addedAt = new TreeMap<>();
    private final Map<String, Integer> scopes = new HashMap<>();
    private int added;

    /// @param account that new files and replicas belong to
    NewReplicas(Context context, int account) {
        this.context = context;
        this.account = account;
    }

    /// As [#add] at one RSE. Answers the file's id.
    long add(int rse, NewReplica replica) {
        return add(List.of(rse), replica).id();
    }

    /// Makes a file's replicas at RSEs available, all or none; its DID comes to be if it is new,
    /// else size and checksum must be equal. The same again changes nothing. What waits for the
    /// file goes on. A refusal changes nothing.
    ///
    /// @param places no RSE twice
    NewDids.Added add(List<Integer> places, NewReplica replica) {
        List<ReplicaRow> rows = places.stream().map(rse -> row(rse, replica)).toList();
        int scope =
                scopes.computeIfAbsent(
                        replica.file().scope(), name -> Dids.scopeId(context.tx(), name));
        NewDids.Added file =
                NewDids.added(
                        context,
                        scope,
                        NewDid.file(replica.file(), replica.bytes(), replica.adler32()),
                        account);
        if (file.isNew()) {
            // Nothing is there, and nothing can wait for it yet.
            for (int i = 0; i < rows.size(); i++) {
                ReplicaKey key = new ReplicaKey(file.id(), places.get(i));
                context.tx().insert(Tables.REPLICAS, key, rows.get(i));
                note(key.rse(), rows.get(i));
            }
        } else {
            Map<ReplicaKey, ReplicaRow> missing = new LinkedHashMap<>();
            for (int i = 0; i < rows.size(); i++) {
                ReplicaKey key = new ReplicaKey(file.id(), places.get(i));
                if (isMissing(replica.file(), key, rows.get(i))) {
                    missing.put(key, rows.get(i));
                }
            }
            missing.forEach(this::put);
        }
        return file;
    }

    private void put(ReplicaKey key, ReplicaRow row) {
        context.tx().put(Tables.REPLICAS, key, row);
        note(key.rse(), row);
        Requests.becameAvailable(context, key.did(), key.rse());
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

    private ReplicaRow row(int rse, NewReplica replica) {
        return ReplicaRow.available(
                context.index(), replica.bytes(), path(rse, replica), account, context.now());
    }

    private boolean isMissing(Did file, ReplicaKey key, ReplicaRow row) {
        Optional<ReplicaRow> present = context.tx().get(Tables.REPLICAS, key);
        return present.isEmpty() || !stays(file, key, present.get(), row);
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
        if (!open.contains(rse)) {
            Drains.checkOpen(context.tx(), rse);
            open.add(rse);
        }
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
