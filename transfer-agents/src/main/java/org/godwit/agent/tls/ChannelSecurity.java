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
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// How data connections are protected. With [#tls] both ends prove by certificate that they are
/// agents of this deployment, by TLS 1.3. [#clear] proves nothing and hides nothing: names are
/// believed, and only the signed grants keep strangers from the data. It is for explicit choice on
/// a network that is itself protected. Thread-safe.
public final class ChannelSecurity implements AutoCloseable {
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

    private record Contexts(SslContext server, SslContext client) {}

    private final Optional<Contexts> contexts;

    private ChannelSecurity(Optional<Contexts> contexts) {
        this.contexts = contexts;
    }

    /// No protection.
    public static ChannelSecurity clear() {
        return new ChannelSecurity(Optional.empty());
    }

    /// TLS 1.3 with these credentials, for agents only.
    public static ChannelSecurity tls(Credentials credentials) {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
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
            return new ChannelSecurity(Optional.of(new Contexts(server, client)));
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
        contexts.ifPresent(c -> {
            ReferenceCountUtil.release(c.server());
            ReferenceCountUtil.release(c.client());
        });
    }

    public boolean isTls() {
        return contexts.isPresent();
    }

    /// Adds the accepting end's TLS, if there is any, as the first handler.
    public void protectServer(Channel channel) {
        contexts.ifPresent(c -> add(channel, c.server()));
    }

    /// Adds the connecting end's TLS, if there is any, as the first handler.
    public void protectClient(Channel channel) {
        contexts.ifPresent(c -> add(channel, c.client()));
    }

    private static void add(Channel channel, SslContext context) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MAX.toMillis());
        channel.pipeline().addFirst(handler);
    }

    /// The agent at the other end of a channel whose handshake is complete; empty in the clear.
    ///
    /// @throws CertificateException where its certificate names no agent
    public static Optional<String> peerAgent(Channel channel) throws CertificateException {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            if (!(chain[0] instanceof X509Certificate certificate)) {
                throw new CertificateException("peer has no X.509 certificate");
            }
            Identity identity = Identity.of(certificate);
            if (identity.role() != Role.AGENT) {
                throw new CertificateException(identity + " is not an agent");
            }
            return Optional.of(identity.name());
        } catch (SSLPeerUnverifiedException e) {
            throw new CertificateException("peer has no certificate", e);
        }
    }
}
