package org.godwit.registration;

import java.util.ArrayList;
import java.util.Arrays;
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
/// with one, such as a URL: what stands before it is the storage's. So a replica is found by each
/// place whose last parts are its path.
///
/// A path that follows from a name says the name itself, which is looked up; any other is in an
/// index. Nothing is searched through: the cost is a few look-ups for each slash and RSE.
public final class PathSearch {
    private static final int PARTS_MAX = 100;
    private static final Pattern TWO_HEX = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*");

    private final CatalogView view;
    private final List<Integer> rses;
    private final List<Integer> indexed;

    /// @param rses that the places may be at
    public PathSearch(CatalogView view, List<Integer> rses) {
        this.view = view;
        this.rses = List.copyOf(rses);
        this.indexed = rses.stream().filter(this::isIndexed).toList();
    }

    /// Most RSEs hold no replica that lies elsewhere than where its name says.
    private boolean isIndexed(int rse) {
        try (Cursor<PathKey, Present> rows =
                view.scan(
                        Tables.REPLICA_BY_PATH,
                        new PathKey(rse, "", 0),
                        new PathKey(rse + 1, "", 0))) {
            return rows.hasNext();
        }
    }

    /// The replicas at a place, the longest path first.
    public List<ReplicaKey> find(String place) {
        if (place.indexOf('\0') >= 0) {
            return List.of(); // no name and no path holds that, and no key takes it
        }
        List<String> parts =
                Arrays.stream(SCHEME.matcher(place).replaceFirst("").split("/", -1))
                        .filter(part -> !part.isEmpty())
                        .toList();
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
            String path = String.join("/", rest);
            byName(rest, path, found);
            byIndex(path, found);
        }
        return found;
    }

    /// `scope/aa/bb/name`, where each dot of the scope may have become a slash.
    private void byName(List<String> parts, String path, List<ReplicaKey> found) {
        for (int at = 1; at + 2 < parts.size(); at++) {
            if (TWO_HEX.matcher(parts.get(at)).matches()
                    && TWO_HEX.matcher(parts.get(at + 1)).matches()) {
                String scope = String.join(".", parts.subList(0, at));
                String name = String.join("/", parts.subList(at + 2, parts.size()));
                did(scope, name)
                        .filter(_ -> StoragePath.hash(new Did(scope, name)).equals(path))
                        .ifPresent(did -> at(did, path, found));
            }
        }
    }

    private Optional<Long> did(String scope, String name) {
        return view.get(Tables.SCOPE_BY_NAME, scope)
                .flatMap(id -> view.get(Tables.DID_BY_NAME, new NameKey(id, name)));
    }

    private void at(long did, String path, List<ReplicaKey> found) {
        for (int rse : rses) {
            ReplicaKey key = new ReplicaKey(did, rse);
            Optional<ReplicaRow> replica = view.get(Tables.REPLICAS, key);
            if (replica.isPresent() && StoragePath.of(view, did, replica.get()).equals(path)) {
                found.add(key);
            }
        }
    }

    private void byIndex(String path, List<ReplicaKey> found) {
        for (int rse : indexed) {
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
