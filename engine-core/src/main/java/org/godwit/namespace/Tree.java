package org.godwit.namespace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ParentKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.DidType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads what collections hold and what holds them. The attachments form a graph without cycles.
public final class Tree {
    /// Most collections that may hold a DID, directly or through others: every attachment looks at
    /// them all.
    public static final int ANCESTORS_MAX = 10_000;

    private Tree() {}

    /// At most `max` children of a collection, by ascending id, from behind `after` on.
    public static List<Map.Entry<ContentKey, ContentRow>> children(
            CatalogView view, long parent, long after, int max) {
        List<Map.Entry<ContentKey, ContentRow>> children = new ArrayList<>();
        try (Cursor<ContentKey, ContentRow> rows =
                view.scan(
                        Tables.CONTENTS,
                        new ContentKey(parent, after + 1),
                        new ContentKey(parent + 1, 0))) {
            while (children.size() < max && rows.hasNext()) {
                children.add(rows.next());
            }
        }
        return children;
    }

    /// The collections that hold a DID directly.
    public static List<Long> parents(CatalogView view, long did) {
        List<Long> parents = new ArrayList<>();
        try (Cursor<ParentKey, Present> rows =
                view.scan(Tables.PARENTS, new ParentKey(did, 0), new ParentKey(did + 1, 0))) {
            while (rows.hasNext()) {
                parents.add(rows.next().getKey().parent());
            }
        }
        return parents;
    }

    /// A DID and all that hold it, nearest first.
    public static Set<Long> withAncestors(CatalogView view, long did) {
        Set<Long> found = new LinkedHashSet<>();
        Deque<Long> open = new ArrayDeque<>(List.of(did));
        while (!open.isEmpty()) {
            long next = open.remove();
            if (found.add(next)) {
                open.addAll(parents(view, next));
            }
            if (found.size() > ANCESTORS_MAX) {
                throw new EngineException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        Dids.name(view, did)
                                + " is held by more than "
                                + ANCESTORS_MAX
                                + " collections; detach it from some first");
            }
        }
        return found;
    }

    /// How many files lie below a DID, each counted once for every place, and their bytes; the walk
    /// ends once either `files` is exceeded or as many collections were looked at, and then the
    /// count exceeds `files`.
    public static Count files(CatalogView view, long did, long files) {
        DidRow row = Dids.row(view, did);
        if (row.type() == DidType.FILE) {
            return new Count(1, row.bytes());
        }
        Count sum = Count.ZERO;
        long visited = 0;
        Deque<Long> open = new ArrayDeque<>(List.of(did));
        while (!open.isEmpty()) {
            long next = open.remove();
            visited++;
            if (sum.items() > files || visited > files) {
                return new Count(Math.max(sum.items(), files + 1), sum.bytes());
            }
            if (Dids.row(view, next).type() == DidType.DATASET) {
                sum =
                        sum.plus(
                                view.get(Tables.COUNTERS, CounterKey.content(next))
                                        .orElse(Count.ZERO));
            } else {
                int room = Math.toIntExact(Math.min(files + 1 - visited, Integer.MAX_VALUE));
                children(view, next, 0, Math.max(room, 1))
                        .forEach(child -> open.add(child.getKey().child()));
            }
        }
        return sum;
    }

    /// At most `max` files below a collection, found by looking at as many collections at most.
    public static List<Long> sample(CatalogView view, long collection, int max) {
        List<Long> files = new ArrayList<>();
        Set<Long> seen = new LinkedHashSet<>(List.of(collection));
        Deque<Long> open = new ArrayDeque<>(seen);
        while (!open.isEmpty() && files.size() < max) {
            for (Map.Entry<ContentKey, ContentRow> child :
                    children(view, open.remove(), 0, max - files.size())) {
                long id = child.getKey().child();
                if (child.getValue().childType() == DidType.FILE) {
                    files.add(id);
                } else if (seen.size() < max && seen.add(id)) {
                    open.add(id);
                }
            }
        }
        return files;
    }
}
