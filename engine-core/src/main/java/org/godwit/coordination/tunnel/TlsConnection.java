package org.godwit.coordination.tunnel;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;

/// A TLS socket over a plain one. Closing goes to the plain one, because closing a TLS socket waits
/// for a writer that a stalled peer may hold for ever.
final class TlsConnection implements Closeable {
    private final Socket raw;
    private final SSLSocket tls;

    private TlsConnection(Socket raw, SSLSocket tls) {
        this.raw = raw;
        this.tls = tls;
    }

    /// Accepts a peer: demands its certificate.
    static TlsConnection server(SSLSocketFactory factory, Socket raw) throws IOException {
        SSLSocket tls = (SSLSocket) factory.createSocket(raw, null, true);
        SSLParameters parameters = Credentials.tlsParameters();
        parameters.setNeedClientAuth(true);
        tls.setSSLParameters(parameters);
        return new TlsConnection(raw, tls);
    }

    /// Connects to a peer, whose certificate must be for `host`.
    static TlsConnection client(SSLSocketFactory factory, Socket raw, String host)
            throws IOException {
        SSLSocket tls = (SSLSocket) factory.createSocket(raw, host, raw.getPort(), true);
        SSLParameters parameters = Credentials.tlsParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return new TlsConnection(raw, tls);
    }

    /// Shakes hands within [TunnelLimits#HANDSHAKE_MAX], also with a peer that sends byte by byte.
    Identity handshake(EngineClock clock) throws IOException {
        raw.setTcpNoDelay(true);
        Thread watchdog = Thread.ofVirtual().name("tunnel-handshake").start(() -> cut(clock));
        try {
            tls.startHandshake();
            return Identity.of((X509Certificate) tls.getSession().getPeerCertificates()[0]);
        } catch (CertificateException e) {
            throw new SSLPeerUnverifiedException(String.valueOf(e.getMessage()));
        } finally {
            watchdog.interrupt();
        }
    }

    private void cut(EngineClock clock) {
        try {
            clock.sleep(TunnelLimits.HANDSHAKE_MAX);
            close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in time
        }
    }

    SSLSocket socket() {
        return tls;
    }

    @Override
    public void close() {
        Sockets.close(raw);
    }
}
