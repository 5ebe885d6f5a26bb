package org.godwit.namespace;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Look-ups of accounts by name and id.
public final class Accounts {
    /// The account that exists from the first day, an administrator.
    public static final String ROOT = "root";

    private Accounts() {}

    /// The id of an account, or an error.
    public static int id(CatalogView view, String name) {
        return view.get(Tables.ACCOUNT_BY_NAME, name)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.ACCOUNT_NOT_FOUND,
                                "account \""
                                        + Names.printable(name)
                                        + "\" does not exist; `godwit account list` shows those that do"));
    }

    /// An account that must exist because the catalogue refers to it.
    public static AccountRow row(CatalogView view, int id) {
        return view.get(Tables.ACCOUNTS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                "the catalogue refers to account " + id + ", which is missing"));
    }
}
