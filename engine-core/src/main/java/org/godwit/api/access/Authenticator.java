package org.godwit.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Identities;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// Finds the account that a request comes from. A token counts before a certificate. Only a token's
/// SHA-256 is ever compared, as the key of a look-up, so that timing tells nothing about tokens.
/// Thread-safe.
public final class Authenticator {
    /// Longer ones are nobody's; ours have 43 characters.
    private static final int TOKEN_CHARS_MAX = 256;

    private final Backend backend;
    private final EngineClock clock;

    public Authenticator(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /// What a request shows of its sender.
    ///
    /// @param chain the client's certificate first, as the handshake has verified it
    /// @param token from a header
    public record Credentials(List<X509Certificate> chain, Optional<String> token) {
        public Credentials {
            chain = List.copyOf(chain);
        }
    }

    /// Who calls.
    ///
    /// @throws EngineException `CANNOT_AUTHENTICATE` saying what to do
    public Caller authenticate(Credentials shown) {
        String identity = identity(shown);
        return backend.look(view -> account(view, identity));
    }

    private String identity(Credentials shown) {
        if (shown.token().isPresent()) {
            return tokenIdentity(shown.token().get());
        }
        if (shown.chain().isEmpty()) {
            throw refused(
                    "no certificate and no token; give the certificate of a user of this"
                            + " deployment, or a token in \"Authorization: Bearer\"");
        }
        return certificateIdentity(shown.chain().getFirst());
    }

    /// The identity of a token: the key of its row.
    public static String tokenIdentity(String token) {
        if (token.isEmpty() || token.length() > TOKEN_CHARS_MAX) {
            throw unknownToken();
        }
        return Identities.token(sha256(token));
    }

    /// The SHA-256 of a token, in hex.
    public static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// The handshake has checked the chain, but a connection may outlive its certificate.
    private String certificateIdentity(X509Certificate certificate) {
        try {
            Identity identity = Identity.of(certificate);
            if (identity.role() != Role.USER) {
                throw refused(
                        "the certificate is that of "
                                + identity
                                + ", which is no user; give a user's certificate");
            }
            if (clock.now().isAfter(certificate.getNotAfter().toInstant())) {
                throw refused("the certificate has expired; ask for a new one");
            }
            return Identities.x509(identity.name());
        } catch (CertificateException e) {
            throw refused("the certificate is none of this deployment: " + e.getMessage());
        }
    }

    private Caller account(CatalogView view, String identity) {
        Optional<IdentityRow> row = view.get(Tables.IDENTITIES, identity);
        if (row.isEmpty()) {
            throw identity.startsWith(Identities.x509(""))
                    ? refused(
                            "no account belongs to identity "
                                    + identity
                                    + "; an administrator adds it with `godwit account identity add`")
                    : unknownToken();
        }
        Instant now = clock.now();
        if (row.get().expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            throw refused("the token has expired; make a new one with `godwit token create`");
        }
        AccountRow account = Accounts.row(view, row.get().account());
        return new Caller(row.get().account(), account.name(), account.admin(), identity);
    }

    private static EngineException unknownToken() {
        return refused("the token is not known; make a new one with `godwit token create`");
    }

    private static EngineException refused(String message) {
        return new EngineException(ErrorCode.CANNOT_AUTHENTICATE, message);
    }
}
