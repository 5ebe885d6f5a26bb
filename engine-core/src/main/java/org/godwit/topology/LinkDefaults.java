package org.godwit.topology;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Protection;

/// What holds for a link that nobody has configured.
public final class LinkDefaults {
    /// Any two sites may exchange files; 1,000 transfers keep the pipelines of small files full,
    /// the bytes under way are bounded apart.
    public static final LinkRow ROW = new LinkRow(10, 1_000, 0, true, Protection.TLS);

    private LinkDefaults() {}

    /// The settings of a link.
    public static LinkRow of(CatalogView view, int source, int destination) {
        return view.get(Tables.LINKS, new LinkKey(source, destination)).orElse(ROW);
    }
}
