package org.godwit.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.ParentKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.Tables;

/// Reads which files lie in which archives.
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
}
