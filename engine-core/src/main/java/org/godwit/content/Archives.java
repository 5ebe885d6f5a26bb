package org.godwit.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ParentKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.namespace.Dids;

/// Which files lie in which archives: an archive is a file that holds others, and lies in none.
public final class Archives {
    private Archives() {}

    /// At most `max` files of an archive, by ascending id, from behind `after` on.
    public static List<Map.Entry<ContentKey, ContentRow>> constituents(
            CatalogView view, long archive, long after, int max) {
        List<Map.Entry<ContentKey, ContentRow>> files = new ArrayList<>();
        try (Cursor<ContentKey, ContentRow> rows =
                view.scan(
                        Tables.ARCHIVE_CONTENTS,
                        new ContentKey(archive, after + 1),
                        new ContentKey(archive + 1, 0))) {
            while (files.size() < max && rows.hasNext()) {
                files.add(rows.next());
            }
        }
        return files;
    }

    /// The archives that hold a file.
    public static List<Long> holding(CatalogView view, long file) {
        List<Long> archives = new ArrayList<>();
        try (Cursor<ParentKey, Present> rows =
                view.scan(Tables.ARCHIVES, new ParentKey(file, 0), new ParentKey(file + 1, 0))) {
            while (rows.hasNext()) {
                archives.add(rows.next().getKey().parent());
            }
        }
        return archives;
    }

    /// Forgets at most `max` of the files that lie in an archive. Answers whether there were any.
    public static boolean empty(Context context, long archive, int max) {
        List<Map.Entry<ContentKey, ContentRow>> inside =
                constituents(context.tx(), archive, 0, max);
        inside.forEach(row -> remove(context, archive, row.getKey().child()));
        return !inside.isEmpty();
    }

    /// Takes a file out of at most `max` of the archives that hold it. Answers whether there were
    /// any.
    public static boolean leave(Context context, long file, int max) {
        List<Long> archives = holding(context.tx(), file);
        archives.stream().limit(max).forEach(archive -> remove(context, archive, file));
        return !archives.isEmpty();
    }

    private static void remove(Context context, long archive, long file) {
        context.tx().delete(Tables.ARCHIVE_CONTENTS, new ContentKey(archive, file));
        if (holding(context.tx(), file).isEmpty()) {
            flag(context, file, DidFlag.CONSTITUENT, false);
        }
        if (constituents(context.tx(), archive, 0, 1).isEmpty()) {
            flag(context, archive, DidFlag.ARCHIVE, false);
        }
    }

    static void flag(Context context, long id, DidFlag flag, boolean set) {
        DidRow row = Dids.row(context.tx(), id);
        context.tx().put(Tables.DIDS, id, row.withTraits(row.traits().with(flag, set)));
    }
}
