package org.godwit.agent.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// How data connections are protected. Each begins with TLS 1.3, in which both ends prove by
/// certificate that they are agents of this deployment; where both accept a weaker [Protection],
/// TLS may end behind the greeting. Thread-safe.
public final class ChannelSecurity implements AutoCloseable {
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

    private record Contexts(SslContext server, SslContext client) {}

    private final Contexts contexts;
    private final Set<Protection> accepted;
    private final MacAlgorithm mac;

    private ChannelSecurity(Contexts contexts, Set<Protection> accepted, MacAlgorithm mac) {
        this.contexts = contexts;
        this.accepted = Set.copyOf(accepted);
        this.mac = mac;
    }

    /// TLS from the first byte to the last.
    public static ChannelSecurity tls(Credentials credentials) {
        return of(credentials, Set.of(Protection.TLS), MacAlgorithm.GMAC);
    }

    /// Whatever is accepted here, as this agent's peers and the engine choose.
    ///
    /// @param mac the algorithm that suits this host
    public static ChannelSecurity of(
            Credentials credentials, Set<Protection> accepted, MacAlgorithm mac) {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
        return of(credentials, accepted, mac, provider);
    }

    static ChannelSecurity of(
            Credentials credentials,
            Set<Protection> accepted,
            MacAlgorithm mac,
            SslProvider provider) {
        EnumSet<Role> agents = EnumSet.of(Role.AGENT);
        try {
            SslContext server =
                    SslContextBuilder.forServer(credentials.keyManager())
                            .sslProvider(provider)
                            .protocols("TLSv1.3")
                            .trustManager(credentials.trustManager(agents))
                            .clientAuth(ClientAuth.REQUIRE)
                            .build();
            // The peer is known by the agent name in its certificate, whatever address it has
            // today.
            SslContext client =
                    SslContextBuilder.forClient()
                            .sslProvider(provider)
                            .protocols("TLSv1.3")
                            .keyManager(credentials.keyManager())
                            .trustManager(credentials.trustManager(agents))
                            .endpointIdentificationAlgorithm(null)
                            .build();
            return new ChannelSecurity(new Contexts(server, client), accepted, mac);
        } catch (SSLException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "TLS cannot use these credentials: " + e.getMessage(),
                    e);
        }
    }

    /// Frees BoringSSL's memory; connections that are open keep theirs.
    @Override
    public void close() {
        ReferenceCountUtil.release(contexts.server());
        ReferenceCountUtil.release(contexts.client());
    }

    /// Whether this agent's configuration accepts it.
    public boolean accepts(Protection protection) {
        return accepted.contains(protection);
    }

    /// Why `agent` refuses a protection that it does not accept, and what to do about it.
    public static String refusal(String agent, Protection protection) {
        return "agent %s does not accept connections protected by %s: add it to data.protection in its configuration, or choose another protection for the link"
                .formatted(agent, protection.name().toLowerCase(Locale.ROOT));
    }

    /// The algorithm that suits this host.
    public MacAlgorithm mac() {
        return mac;
    }

    /// Adds the accepting end's TLS as the first handlers.
    public void protectServer(Channel channel) {
        add(channel, contexts.server());
    }

    /// Adds the connecting end's TLS as the first handlers.
    public void protectClient(Channel channel) {
        add(channel, contexts.client());
    }

    private static void add(Channel channel, SslContext context) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MAX.toMillis());
        channel.pipeline().addFirst(new TlsBoundary(), handler);
    }

    /// Where TLS may end, of a channel that is greeting.
    public static TlsBoundary boundary(Channel channel) {
        return Objects.requireNonNull(channel.pipeline().get(TlsBoundary.class));
    }

    /// The agent at the other end of a channel whose handshake is complete.
    ///
    /// @throws CertificateException where its certificate names no agent
    public static String peerAgent(Channel channel) throws CertificateException {
        SslHandler handler = Objects.requireNonNull(channel.pipeline().get(SslHandler.class));
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            if (!(chain[0] instanceof X509Certificate certificate)) {
                throw new CertificateException("peer has no X.509 certificate");
            }
            Identity identity = Identity.of(certificate);
            if (identity.role() != Role.AGENT) {
                throw new CertificateException(identity + " is not an agent");
            }
            return identity.name();
        } catch (SSLPeerUnverifiedException e) {
            throw new CertificateException("peer has no certificate", e);
        }
    }
}
