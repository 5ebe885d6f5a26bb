package org.godwit.registration;

import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.Requests;

/// Writes down replicas that exist, inside decisions.
final class NewReplicas {
    private NewReplicas() {}

    /// Makes a file's replica at an RSE available; its DID comes to be if it is new, else size and
    /// checksum must be equal. The same again changes nothing. What waits for the file goes on.
    /// Answers the file's id.
    static long add(Context context, int rse, NewReplica replica, int account) {
        String path = path(context, rse, replica);
        long file =
                NewDids.add(
                        context,
                        NewDid.file(replica.file(), replica.bytes(), replica.adler32()),
                        account);
        ReplicaKey key = new ReplicaKey(file, rse);
        Optional<ReplicaRow> present = context.tx().get(Tables.REPLICAS, key);
        if (present.isPresent() && stays(context, replica.file(), key, present.get(), path)) {
            return file;
        }
        context.tx()
                .put(
                        Tables.REPLICAS,
                        key,
                        new ReplicaRow(
                                ReplicaState.AVAILABLE,
                                context.index(),
                                replica.bytes(),
                                StoragePath.stored(replica.file(), path),
                                account,
                                context.now(),
                                Optional.empty()));
        Requests.becameAvailable(context, file, rse);
        return file;
    }

    /// Whether the replica on record is this one. One that is on its way, or was not usable, gives
    /// way to the file that is there.
    private static boolean stays(
            Context context, Did file, ReplicaKey key, ReplicaRow present, String path) {
        return switch (present.state()) {
            case AVAILABLE -> {
                String there = StoragePath.of(context.tx(), key.did(), present);
                if (!there.equals(path)) {
                    throw new EngineException(
                            ErrorCode.DUPLICATE,
                            "%s is at %s already as %s; one copy is enough there"
                                    .formatted(
                                            file,
                                            Rses.row(context.tx(), key.rse()).name(),
                                            there));
                }
                yield true;
            }
            case BEING_DELETED ->
                    throw new EngineException(
                            ErrorCode.DUPLICATE,
                            "%s is being deleted at %s; declare it again later"
                                    .formatted(file, Rses.row(context.tx(), key.rse()).name()));
            case COPYING, BAD, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> false;
        };
    }

    private static String path(Context context, int rse, NewReplica replica) {
        if (replica.path().isPresent()) {
            return StoragePath.check(replica.path().get());
        }
        if (!Rses.row(context.tx(), rse).deterministic()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    replica.file()
                            + ": RSE "
                            + Rses.row(context.tx(), rse).name()
                            + " is not deterministic, so give the file's path in it");
        }
        return StoragePath.hash(replica.file());
    }
}
