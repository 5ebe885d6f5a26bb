package org.godwit.store.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Makes the rows of DIDs that are new from the records of their name. Immutable.
final class NewRows {
    private final long[] datasetIds;
    private final Map<Integer, String> scopes;
    private final int account;
    private final long generation;
    private final Instant createdAt;
    private final boolean watched;

    /// @param datasetIds of datasets, by their number
    /// @param scopes names of all scopes, by id
    /// @param generation of the replicas: the index of the change set that brings them
    /// @param watched whether subscriptions are to look at the datasets
    NewRows(
            long[] datasetIds,
            Map<Integer, String> scopes,
            int account,
            long generation,
            Instant createdAt,
            boolean watched) {
        this.datasetIds = datasetIds;
        this.scopes = Map.copyOf(scopes);
        this.account = account;
        this.generation = generation;
        this.createdAt = createdAt;
        this.watched = watched;
    }

    Instant createdAt() {
        return createdAt;
    }

    /// Writes the DID that these records, all of one name, speak of. Answers how many replicas it
    /// has.
    ///
    /// @param id that it gets if it is a file
    int write(List<LoadRecord> records, long id, PartWriter out) {
        LoadRecord first = records.getFirst();
        Did name = new Did(scopes.getOrDefault(first.name().scope(), "?"), first.name().name());
        for (LoadRecord other : records) {
            requireSame(name, first, other);
        }
        if (!first.isFile()) {
            out.putUnordered(
                    Tables.DIDS,
                    datasetIds[first.dataset()],
                    NewDids.row(
                            first.name().scope(),
                            NewDid.collection(name, DidType.DATASET),
                            account,
                            createdAt));
            if (watched) {
                out.putUnordered(Tables.NEW_DIDS, datasetIds[first.dataset()], Present.PRESENT);
            }
            return 0;
        }
        out.put(
                Tables.DIDS,
                id,
                NewDids.row(
                        first.name().scope(),
                        NewDid.file(name, first.bytes(), new Adler32(first.adler32())),
                        account,
                        createdAt));
        int replicas = replicas(name, records, id, out);
        contents(records, id, out);
        return replicas;
    }

    private static void requireSame(Did name, LoadRecord one, LoadRecord other) {
        if (one.isFile() != other.isFile()) {
            throw new EngineException(
                    ErrorCode.DID_ALREADY_EXISTS,
                    name + " is a file on one line and a dataset on another: rename one of them");
        }
        if (one.bytes() != other.bytes() || one.adler32() != other.adler32()) {
            throw new EngineException(
                    ErrorCode.FILE_CONSISTENCY_MISMATCH,
                    "%s has %d bytes and Adler-32 %s on one line, %d bytes and %s on another: correct the list"
                            .formatted(
                                    name,
                                    one.bytes(),
                                    new Adler32(one.adler32()),
                                    other.bytes(),
                                    new Adler32(other.adler32())));
        }
    }

    private int replicas(Did name, List<LoadRecord> records, long id, PartWriter out) {
        TreeMap<Integer, Optional<String>> places = new TreeMap<>();
        for (LoadRecord record : records) {
            for (int rse : record.rses()) {
                Optional<String> before = places.putIfAbsent(rse, record.path());
                if (before != null && !before.equals(record.path())) {
                    throw new EngineException(
                            ErrorCode.DUPLICATE,
                            name + " has two paths at one RSE; one copy is enough there");
                }
            }
        }
        long bytes = records.getFirst().bytes();
        places.forEach((rse, path) ->
                out.put(
                        Tables.REPLICAS,
                        new ReplicaKey(id, rse),
                        ReplicaRow.available(generation, bytes, path, account, createdAt)));
        return places.size();
    }

    private void contents(List<LoadRecord> records, long id, PartWriter out) {
        List<Long> parents = new ArrayList<>(1);
        for (LoadRecord record : records) {
            if (record.dataset() >= 0) {
                parents.add(datasetIds[record.dataset()]);
            }
        }
        ContentRow row = new ContentRow(DidType.FILE, records.getFirst().bytes());
        for (long parent : parents.size() < 2 ? parents : new TreeSet<>(parents)) {
            out.putUnordered(Tables.CONTENTS, new ContentKey(parent, id), row);
        }
    }
}
