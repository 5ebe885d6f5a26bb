package org.godwit.registration;

import java.util.ArrayList;
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
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.StoragePath;

/// Finds the replicas that lie at a place. The place is a path within an RSE, or anything that ends
/// with one, such as a URL: what stands before it is the storage's.
///
/// A path that follows from a name says the name itself, which is looked up; any other is in an
/// index. Nothing is searched through: the cost is a few look-ups for each slash and RSE.
public final class PathSearch {
    private static final int PARTS_MAX = 100;
    private static final Pattern TWO_HEX = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*://[^/]*/*");

    private PathSearch() {}

    /// The replicas at a place.
    ///
    /// @param rses that it may be at
    public static List<ReplicaKey> find(CatalogView view, String place, List<Integer> rses) {
        String path = SCHEME.matcher(place).replaceFirst("").replaceFirst("^/+", "");
        List<String> parts = List.of(path.split("/+", -1));
        if (parts.size() > PARTS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a path has "
                            + parts.size()
                            + " parts, at most "
                            + PARTS_MAX
                            + " can be looked up");
        }
        List<ReplicaKey> found = new ArrayList<>();
        for (int from = 0; from < parts.size(); from++) {
            List<String> rest = parts.subList(from, parts.size());
            byName(view, rest, rses, found);
            byIndex(view, String.join("/", rest), rses, found);
        }
        return found;
    }

    /// `scope/aa/bb/name`, where each part of the scope may have become a directory.
    private static void byName(
            CatalogView view, List<String> parts, List<Integer> rses, List<ReplicaKey> found) {
        String path = String.join("/", parts);
        for (int at = 1; at + 2 < parts.size(); at++) {
            if (TWO_HEX.matcher(parts.get(at)).matches()
                    && TWO_HEX.matcher(parts.get(at + 1)).matches()) {
                String scope = String.join(".", parts.subList(0, at));
                String name = String.join("/", parts.subList(at + 2, parts.size()));
                did(view, scope, name)
                        .filter(_ -> StoragePath.hash(new Did(scope, name)).equals(path))
                        .ifPresent(did -> at(view, did, path, rses, found));
            }
        }
    }

    private static Optional<Long> did(CatalogView view, String scope, String name) {
        return view.get(Tables.SCOPE_BY_NAME, scope)
                .flatMap(id -> view.get(Tables.DID_BY_NAME, new NameKey(id, name)));
    }

    private static void at(
            CatalogView view, long did, String path, List<Integer> rses, List<ReplicaKey> found) {
        for (int rse : rses) {
            ReplicaKey key = new ReplicaKey(did, rse);
            Optional<ReplicaRow> replica = view.get(Tables.REPLICAS, key);
            if (replica.isPresent() && StoragePath.of(view, did, replica.get()).equals(path)) {
                found.add(key);
            }
        }
    }

    private static void byIndex(
            CatalogView view, String path, List<Integer> rses, List<ReplicaKey> found) {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            return;
        }
        for (int rse : rses) {
            try (Cursor<PathKey, Present> rows =
                    view.scan(
                            Tables.REPLICA_BY_PATH,
                            new PathKey(rse, path, 0),
                            new PathKey(rse, path, Long.MAX_VALUE))) {
                rows.forEachRemaining(row -> found.add(new ReplicaKey(row.getKey().did(), rse)));
            }
        }
    }
}
