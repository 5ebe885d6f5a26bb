package org.godwit.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Look-ups of RSEs and sites by name and id.
public final class Rses {
    private Rses() {}

    /// The id of an RSE, or an error that lists what there is.
    public static int id(CatalogView view, String name) {
        return view.get(Tables.RSE_BY_NAME, name)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.RSE_NOT_FOUND,
                                "RSE \""
                                        + Names.printable(name)
                                        + "\" does not exist; `godwit rse list` shows those that do"));
    }

    /// An RSE that must exist because the catalogue refers to it.
    public static RseRow row(CatalogView view, int id) {
        return view.get(Tables.RSES, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                "the catalogue refers to RSE " + id + ", which is missing"));
    }

    /// The site of an RSE.
    public static SiteRow site(CatalogView view, int siteId) {
        return view.get(Tables.SITES, siteId)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                "the catalogue refers to site " + siteId + ", which is missing"));
    }

    /// The id of a site, or an error.
    public static int siteId(CatalogView view, String name) {
        return view.get(Tables.SITE_BY_NAME, name)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.SITE_NOT_FOUND,
                                "site \""
                                        + Names.printable(name)
                                        + "\" does not exist; `godwit site list` shows those that do"));
    }

    /// All RSEs by id. There are hundreds, not millions.
    public static List<Map.Entry<Integer, RseRow>> all(CatalogView view) {
        List<Map.Entry<Integer, RseRow>> rses = new ArrayList<>();
        try (Cursor<Integer, RseRow> rows = view.scanAll(Tables.RSES)) {
            rows.forEachRemaining(rses::add);
        }
        return rses;
    }
}
