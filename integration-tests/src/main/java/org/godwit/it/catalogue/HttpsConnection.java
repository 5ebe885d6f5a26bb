package org.godwit.it.catalogue;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One kept connection that sends a request after the other: a client that takes little of the
/// machine it shares with the server. Not thread-safe.
final class HttpsConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SILENCE_MILLIS_MAX = 120_000;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    private HttpsConnection(SSLSocket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    static HttpsConnection open(SSLContext tls, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(SILENCE_MILLIS_MAX);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new HttpsConnection(socket);
    }

    /// An answer whose body was read and forgotten, but for its beginning.
    ///
    /// @param bytes of the body
    /// @param lines of the body
    record Reply(int status, long bytes, long lines, String beginning) {
        Reply {
            if (status / 100 != 2) {
                throw new IllegalStateException("answer " + status + ": " + beginning);
            }
        }
    }

    Reply get(String path) throws IOException {
        return send("GET", path, new byte[0]);
    }

    Reply post(String path, byte[] body) throws IOException {
        return send("POST", path, body);
    }

    private Reply send(String method, String path, byte[] body) throws IOException {
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return reply();
    }

    /// Begins a request whose body comes in pieces.
    void begin(String method, String path) throws IOException {
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    /// Sends a piece of the body; an empty one ends it.
    void piece(byte[] bytes, int length) throws IOException {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, 0, length);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        if (length == 0) {
            out.flush();
        }
    }

    /// Reads the answer.
    Reply reply() throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        long length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        Body body = new Body();
        if (chunked) {
            for (int size = size(); size > 0; size = size()) {
                body.read(size);
                line();
            }
            line();
        } else {
            body.read(Math.max(0, length));
        }
        return new Reply(status, body.bytes, body.lines, body.beginning.toString());
    }

    private int size() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private final class Body {
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final StringBuilder beginning = new StringBuilder();
        private long bytes;
        private long lines;

        void read(long length) throws IOException {
            for (long left = length; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("the server has closed the connection");
                }
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
                if (beginning.length() < 300) {
                    beginning.append(
                            new String(buffer, 0, Math.min(read, 300), StandardCharsets.UTF_8));
                }
                bytes += read;
                left -= read;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
