package org.godwit.namespace;

import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Takes a token back. Answers what it stood for.
///
/// @param sha256 of the token, in hex
public record RevokeToken(String sha256) implements Command<IdentityRow> {
    @Override
    public IdentityRow decide(Context context) {
        String identity = Identities.token(sha256);
        IdentityRow row =
                context.tx()
                        .get(Tables.IDENTITIES, identity)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no such token; `godwit token list` shows yours"));
        context.tx().delete(Tables.IDENTITIES, identity);
        return row;
    }
}
