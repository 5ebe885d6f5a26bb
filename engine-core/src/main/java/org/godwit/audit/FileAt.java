package org.godwit.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.PathKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.topology.StoragePath;

/// Finds the replica that lies at a path of an RSE: one whose path follows from its name by looking
/// that up, any other in the index.
final class FileAt {
    /// Why a file is left alone.
    static final String CAME = "a replica has come to be there";

    private static final Pattern TWO_HEX = Pattern.compile("[0-9a-f]{2}");

    /// Parts behind the scope: two of the digest, and a name.
    private static final int TAIL = 3;

    private FileAt() {}

    /// The replica at a path of an RSE, in whatever state.
    static Optional<ReplicaKey> find(CatalogView view, int rse, String path) {
        try (Cursor<PathKey, Present> rows =
                view.scan(
                        Tables.REPLICA_BY_PATH,
                        new PathKey(rse, path, 0),
                        new PathKey(rse, path, Long.MAX_VALUE))) {
            if (rows.hasNext()) {
                return Optional.of(new ReplicaKey(rows.next().getKey().did(), rse));
            }
        }
        return byName(view, rse, path);
    }

    private static Optional<ReplicaKey> byName(CatalogView view, int rse, String path) {
        List<String> parts = List.of(path.split("/", -1));
        for (int at = 1; at + TAIL <= parts.size(); at++) {
            if (TWO_HEX.matcher(parts.get(at)).matches()
                    && TWO_HEX.matcher(parts.get(at + 1)).matches()) {
                String scope = String.join(".", parts.subList(0, at));
                String name = String.join("/", parts.subList(at + 2, parts.size()));
                Optional<ReplicaKey> found =
                        view.get(Tables.SCOPE_BY_NAME, scope)
                                .flatMap(id -> view.get(Tables.DID_BY_NAME, new NameKey(id, name)))
                                .map(did -> new ReplicaKey(did, rse))
                                .filter(key -> liesAt(view, key, path));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean liesAt(CatalogView view, ReplicaKey key, String path) {
        Optional<ReplicaRow> replica = view.get(Tables.REPLICAS, key);
        return replica.isPresent() && StoragePath.of(view, key.did(), replica.get()).equals(path);
    }
}
