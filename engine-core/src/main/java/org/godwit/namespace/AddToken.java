package org.godwit.namespace;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Lets the bearer of a token act as an account. The catalogue knows the token's hash only. Answers
/// the identity's key.
///
/// @param sha256 of the token, 64 hex digits
/// @param label for its owner to know it by
/// @param expiresAt when it ends; never if absent
public record AddToken(String sha256, String account, String label, Optional<Instant> expiresAt)
        implements Command<String> {
    private static final int LABEL_CHARS_MAX = 100;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    @Override
    public String decide(Context context) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a SHA-256 has 64 lower-case hex digits");
        }
        if (label.length() > LABEL_CHARS_MAX
                || label.codePoints().anyMatch(Character::isISOControl)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid label \""
                            + Names.printable(label)
                            + "\": use at most "
                            + LABEL_CHARS_MAX
                            + " printable characters");
        }
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(context.now())) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "a token's lifetime is longer than 0 seconds");
        }
        String identity = Identities.token(sha256);
        if (context.tx().get(Tables.IDENTITIES, identity).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE, "this token exists already; make a new one");
        }
        int id = Accounts.id(context.tx(), account);
        context.tx()
                .put(
                        Tables.IDENTITIES,
                        identity,
                        new IdentityRow(id, label, context.now(), expiresAt));
        return identity;
    }
}
