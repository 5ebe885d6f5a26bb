package org.godwit.namespace;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Ways to prove to be an account, as keys of the catalogue: `x509:` with the name on a
/// certificate, `token:` with the SHA-256 of a token in hex.
public final class Identities {
    private static final int CHARS_MAX = 300;

    private Identities() {}

    /// The key of a certificate's name.
    public static String x509(String name) {
        return "x509:" + name;
    }

    /// The key of a token's hash.
    public static String token(String sha256) {
        return "token:" + sha256;
    }

    /// Makes an identity stand for an account; the same again changes nothing.
    static void grant(Context context, String identity, IdentityRow row) {
        if (identity.length() > CHARS_MAX
                || identity.endsWith(":")
                || identity.codePoints().anyMatch(Character::isISOControl)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid identity \"" + Names.printable(identity) + "\": give its name");
        }
        Optional<IdentityRow> present = context.tx().get(Tables.IDENTITIES, identity);
        if (present.isEmpty()) {
            context.tx().put(Tables.IDENTITIES, identity, row);
        } else if (present.get().account() != row.account()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "identity \""
                            + identity
                            + "\" belongs to account \""
                            + accountName(context.tx(), present.get())
                            + "\" already; an identity stands for one account");
        }
    }

    private static String accountName(CatalogView view, IdentityRow identity) {
        return Accounts.row(view, identity.account()).name();
    }
}
