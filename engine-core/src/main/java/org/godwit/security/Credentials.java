package org.godwit.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The certificate, key and trusted authorities of this process. Loaded once, checked whole: a
/// `Credentials` at hand is usable. Immutable and thread-safe.
public final class Credentials {
    private static final String TLS = "TLSv1.3";

    /// TLS 1.3 resumption skips the peer's certificate; this bounds how long an expired one lasts.
    private static final int SESSION_SECONDS_MAX = 3600;

    private final Identity identity;
    private final List<X509Certificate> chain;
    private final ECPrivateKey privateKey;
    private final TrustAnchors trust;
    private final EngineClock clock;

    private Credentials(
            Identity identity,
            List<X509Certificate> chain,
            ECPrivateKey privateKey,
            TrustAnchors trust,
            EngineClock clock) {
        this.identity = identity;
        this.chain = chain;
        this.privateKey = privateKey;
        this.trust = trust;
        this.clock = clock;
    }

    /// Reads and checks the three files: the key is readable by its owner alone and belongs to the
    /// certificate, which one of the authorities issued and which is in its validity.
    ///
    /// @throws EngineException `INVALID_INPUT`, naming the file and what to do
    public static Credentials load(CredentialFiles files, EngineClock clock) {
        List<X509Certificate> chain = PemFiles.readCertificates(files.certificate());
        ECPrivateKey key = PemFiles.readKey(files.key());
        TrustAnchors trust = TrustAnchors.load(files.authority());
        if (!EcKeys.belongTogether(chain.getFirst(), key)) {
            throw PemFiles.invalid(
                    files.key(),
                    "is not the key of " + files.certificate() + "; give the pair issued together");
        }
        try {
            Identity identity =
                    new PeerVerifier(trust, clock).verify(chain, EnumSet.allOf(Role.class));
            return new Credentials(identity, chain, key, trust, clock);
        } catch (CertificateException e) {
            throw PemFiles.invalid(
                    files.certificate(),
                    "cannot be used: "
                            + e.getMessage()
                            + "; issue a new one with the authority of "
                            + files.authority(),
                    e);
        }
    }

    public Identity identity() {
        return identity;
    }

    /// This process's certificate first.
    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public ECPrivateKey privateKey() {
        return privateKey;
    }

    public TrustAnchors trust() {
        return trust;
    }

    /// When the certificate stops being accepted.
    public Instant validUntil() {
        return certificate().getNotAfter().toInstant();
    }

    /// Checks peers against the same authorities.
    public PeerVerifier peerVerifier() {
        return new PeerVerifier(trust, clock);
    }

    /// A context of the JDK's TLS that presents these credentials and completes a handshake only
    /// with a peer of one of the `welcome` roles. Use it with [#tlsParameters()]: a server must
    /// also set `needClientAuth`, a client the endpoint identification it wants.
    public SSLContext sslContext(Set<Role> welcome) {
        try {
            SSLContext context = SSLContext.getInstance(TLS);
            context.init(
                    new KeyManager[] {keyManager()},
                    new TrustManager[] {trustManager(welcome)},
                    null);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS_MAX);
            context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS_MAX);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusableJdk(e);
        }
    }

    /// A context for a client without a certificate, such as one that has a token: it completes a
    /// handshake only with a peer of one of the `welcome` roles, issued by `trust`.
    public static SSLContext anonymousContext(
            TrustAnchors trust, Set<Role> welcome, EngineClock clock) {
        try {
            SSLContext context = SSLContext.getInstance(TLS);
            context.init(
                    null,
                    new TrustManager[] {
                        trustManager(trust, new PeerVerifier(trust, clock), welcome)
                    },
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusableJdk(e);
        }
    }

    /// TLS 1.3 with its AEAD suites and nothing else.
    public static SSLParameters tlsParameters() {
        return new SSLParameters(
                new String[] {
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256"
                },
                new String[] {TLS});
    }

    /// For TLS stacks other than the JDK's: presents these credentials.
    public X509ExtendedKeyManager keyManager() {
        return new OwnKeyManager(chain, privateKey);
    }

    /// For TLS stacks other than the JDK's: lets peers of the `welcome` roles pass, and checks the
    /// host name where endpoint identification is set on the connection.
    public X509ExtendedTrustManager trustManager(Set<Role> welcome) {
        return trustManager(trust, peerVerifier(), welcome);
    }

    private static X509ExtendedTrustManager trustManager(
            TrustAnchors trust, PeerVerifier verifier, Set<Role> welcome) {
        try {
            KeyStore store = emptyStore();
            for (X509Certificate certificate : trust.certificates()) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return new RoleTrustManager(found, verifier, welcome);
                }
            }
            throw new GeneralSecurityException("no X.509 trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw unusableJdk(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static EngineException unusableJdk(Exception cause) {
        return new EngineException(
                ErrorCode.INTERNAL,
                "this Java runtime lacks TLS 1.3 or PKCS12; install a complete JDK 25",
                cause);
    }
}
