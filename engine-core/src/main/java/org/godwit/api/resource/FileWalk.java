package org.godwit.api.resource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.DidType;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Visits all files below a DID, one after the other. Memory grows with the collections only, not
/// with the files; so a file that several datasets hold is visited once for each.
final class FileWalk {
    private static final int COLLECTIONS_MAX = 100_000;

    private FileWalk() {}

    static void files(CatalogView view, long did, LongConsumer visitor) {
        if (Dids.row(view, did).type() == DidType.FILE) {
            visitor.accept(did);
        } else {
            below(view, did, visitor);
        }
    }

    /// As [#files], of a collection.
    static void below(CatalogView view, long did, LongConsumer visitor) {
        Set<Long> seen = new HashSet<>(Set.of(did));
        Deque<Long> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            long collection = open.remove();
            try (Cursor<ContentKey, ContentRow> children =
                    view.scan(
                            Tables.CONTENTS,
                            new ContentKey(collection, 0),
                            new ContentKey(collection + 1, 0))) {
                while (children.hasNext()) {
                    Map.Entry<ContentKey, ContentRow> child = children.next();
                    long id = child.getKey().child();
                    if (child.getValue().childType() == DidType.FILE) {
                        visitor.accept(id);
                    } else if (seen.add(id)) {
                        open.add(id);
                    }
                }
            }
            if (seen.size() > COLLECTIONS_MAX) {
                throw new EngineException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "more than "
                                + COLLECTIONS_MAX
                                + " collections lie below; ask for parts of it");
            }
        }
    }
}
