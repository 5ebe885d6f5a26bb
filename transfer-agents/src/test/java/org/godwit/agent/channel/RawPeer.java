package org.godwit.agent.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.godwit.agent.mac.FrameMac;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.Secret;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.godwit.agent.wire.SecurityTerms;
import org.godwit.agent.wire.SessionId;
import org.godwit.agent.wire.WireException;
import org.godwit.model.Protection;
import org.godwit.security.Credentials;
import org.godwit.security.Role;

/// One end of a connection in the test's own hands, on the JDK's sockets and TLS: the handshake as
/// it must be, then whatever the test likes.
final class RawPeer implements AutoCloseable {
    private static final int PREFIX_BYTES = 5;
    private static final int WAIT_MILLIS_MAX = 20_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final SSLSocket tls;
    private InputStream in;
    private OutputStream out;
    private Optional<FrameMac> sealing = Optional.empty();
    private Optional<FrameMac> checking = Optional.empty();

    private RawPeer(Socket socket, SSLSocket tls) throws IOException {
        this.socket = socket;
        this.tls = tls;
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        tls.startHandshake();
        this.in = tls.getInputStream();
        this.out = tls.getOutputStream();
    }

    /// A destination that has connected to a source's port.
    static RawPeer destination(int port, Credentials credentials) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        return new RawPeer(socket, layer(socket, credentials));
    }

    /// A source that has accepted a destination's connection.
    static RawPeer source(Socket accepted, Credentials credentials) throws IOException {
        SSLSocket tls = layer(accepted, credentials);
        tls.setUseClientMode(false);
        tls.setNeedClientAuth(true);
        return new RawPeer(accepted, tls);
    }

    private static SSLSocket layer(Socket socket, Credentials credentials) throws IOException {
        return (SSLSocket)
                credentials
                        .sslContext(Set.of(Role.AGENT))
                        .getSocketFactory()
                        .createSocket(socket, "localhost", socket.getPort(), false);
    }

    static SecurityTerms terms(Protection protection) {
        return new SecurityTerms(protection, MacAlgorithm.GMAC, Secret.random(RANDOM));
    }

    static Frame.Hello hello(String agent, Protection protection) {
        SessionId session = SessionId.random(RANDOM);
        return new Frame.Hello(
                2, 2, session, 0, Site.OPTIONS.blockBytes(), terms(protection), agent);
    }

    /// Greets, is greeted, and goes on as agreed.
    RawPeer greet(Frame.Hello hello) throws IOException {
        send(hello);
        Frame answer = read();
        if (!(answer instanceof Frame.HelloOk ok)) {
            throw new IOException("no greeting but " + answer);
        }
        goOn(
                SessionSecurity.of(hello.session(), hello.security(), ok.security())
                        .atDestination(hello.connection()));
        return this;
    }

    private void goOn(Framing framing) throws IOException {
        sealing = framing.out();
        checking = framing.in();
        if (!framing.underTls()) {
            endTls();
        }
    }

    /// What is read and written from now on is not under TLS.
    void endTls() throws IOException {
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// A frame as it stands on the wire; under integrity the next one of this connection.
    byte[] encode(Frame frame) {
        byte[] bytes = FrameCodec.encode(frame);
        return sealing.map(mac -> FrameCodec.seal(bytes, mac)).orElse(bytes);
    }

    void send(Frame frame) throws IOException {
        write(encode(frame));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// Writes under TLS although it may have ended.
    void writeUnderTls(byte[] bytes) throws IOException {
        tls.getOutputStream().write(bytes);
        tls.getOutputStream().flush();
    }

    Frame read() throws IOException {
        byte[] prefix = in.readNBytes(PREFIX_BYTES);
        if (prefix.length < PREFIX_BYTES) {
            throw new EOFException();
        }
        byte[] rest = in.readNBytes(ByteBuffer.wrap(prefix).getInt() - 1);
        ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + rest.length).put(prefix).put(rest);
        frame.flip();
        if (checking.isPresent()) {
            byte[] tag = new byte[MacAlgorithm.TAG_BYTES];
            frame.get(frame.limit() - tag.length, tag);
            frame.limit(frame.limit() - tag.length);
            if (!checking.get().verify(frame.duplicate(), tag)) {
                throw new IOException("wrong tag");
            }
        }
        try {
            return FrameCodec.decode(prefix[4], frame.position(PREFIX_BYTES));
        } catch (WireException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
