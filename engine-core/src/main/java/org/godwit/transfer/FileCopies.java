package org.godwit.transfer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Groups;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;

/// A file with its replicas and requests, as they were when it was read.
///
/// @param bytes size of the file
public record FileCopies(
        long did,
        long bytes,
        List<Map.Entry<ReplicaKey, ReplicaRow>> replicas,
        List<Map.Entry<ReplicaKey, RequestRow>> requests) {

    /// The replica at an RSE.
    public Optional<ReplicaRow> replica(int rse) {
        return at(replicas, rse);
    }

    /// The request for a replica at an RSE.
    public Optional<RequestRow> request(int rse) {
        return at(requests, rse);
    }

    private static <V> Optional<V> at(List<Map.Entry<ReplicaKey, V>> rows, int rse) {
        for (Map.Entry<ReplicaKey, V> row : rows) {
            if (row.getKey().rse() == rse) {
                return Optional.of(row.getValue());
            }
        }
        return Optional.empty();
    }

    /// Reads a single file.
    public static FileCopies of(CatalogView view, long did, long bytes) {
        try (Reader reader = reader(view, did, did)) {
            return reader.read(did, bytes);
        }
    }

    /// Reads files by ascending id, each once, with one cursor for all of them.
    public static Reader reader(CatalogView view, long firstDid, long lastDid) {
        return new Reader(view, firstDid, lastDid);
    }

    /// Not thread-safe; close it.
    public static final class Reader implements AutoCloseable {
        private final Groups<ReplicaKey, ReplicaRow> replicas;
        private final Groups<ReplicaKey, RequestRow> requests;

        private Reader(CatalogView view, long firstDid, long lastDid) {
            ReplicaKey from = first(firstDid);
            ReplicaKey to = first(lastDid + 1);
            replicas =
                    new Groups<>(
                            view.scan(Tables.REPLICAS, from, to), ReplicaKey::did, Reader::first);
            requests =
                    new Groups<>(
                            view.scan(Tables.REQUESTS, from, to), ReplicaKey::did, Reader::first);
        }

        private static ReplicaKey first(long did) {
            return new ReplicaKey(did, 0);
        }

        /// The next file.
        public FileCopies read(long did, long bytes) {
            return new FileCopies(did, bytes, replicas.of(did), requests.of(did));
        }

        @Override
        public void close() {
            replicas.close();
            requests.close();
        }
    }
}
