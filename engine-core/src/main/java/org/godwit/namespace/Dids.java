package org.godwit.namespace;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Did;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Look-ups of scopes and DIDs by name and id.
public final class Dids {
    private Dids() {}

    /// The id of a scope, or an error.
    public static int scopeId(CatalogView view, String scope) {
        return view.get(Tables.SCOPE_BY_NAME, scope)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.SCOPE_NOT_FOUND,
                                "scope \""
                                        + Names.printable(scope)
                                        + "\" does not exist; `godwit scope list` shows those that do"));
    }

    /// The id of a DID if it exists; its scope must.
    public static Optional<Long> find(CatalogView view, Did did) {
        return view.get(Tables.DID_BY_NAME, new NameKey(scopeId(view, did.scope()), did.name()));
    }

    /// The id of a DID, or an error.
    public static long id(CatalogView view, Did did) {
        return find(view, did)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.DID_NOT_FOUND,
                                "DID \""
                                        + Names.printable(did.toString())
                                        + "\" does not exist; `godwit did list "
                                        + did.scope()
                                        + ":` shows those that do"));
    }

    /// A DID that must exist because the catalogue refers to it.
    public static DidRow row(CatalogView view, long id) {
        return view.get(Tables.DIDS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                "the catalogue refers to DID " + id + ", which is missing"));
    }

    /// The name of a DID that must exist.
    public static Did name(CatalogView view, long id) {
        return name(view, row(view, id));
    }

    /// The name of a DID.
    public static Did name(CatalogView view, DidRow row) {
        ScopeRow scope =
                view.get(Tables.SCOPES, row.scope())
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.CATALOG_CORRUPT,
                                        "the catalogue refers to scope "
                                                + row.scope()
                                                + ", which is missing"));
        return new Did(scope.name(), row.name());
    }
}
