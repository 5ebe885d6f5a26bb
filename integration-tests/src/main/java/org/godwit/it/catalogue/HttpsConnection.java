package org.godwit.it.catalogue;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;

    private HttpsConnection(SSLSocket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
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
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (is(header, "content-length:")) {
                length = Long.parseLong(header.substring(15).strip());
            } else if (is(header, "transfer-encoding:")) {
                chunked = header.contains("chunked");
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
            body.read(length);
        }
        return new Reply(status, body.bytes, body.lines, body.beginning);
    }

    private static boolean is(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private int size() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        line.setLength(0);
        while (true) {
            need();
            byte next = buffer[position++];
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
    }

    /// Has at least one byte in the buffer.
    private void need() throws IOException {
        if (position == limit) {
            position = 0;
            limit = in.read(buffer, 0, buffer.length);
            if (limit < 0) {
                throw new EOFException("the server has closed the connection");
            }
        }
    }

    private final class Body {
        private String beginning = "";
        private long bytes;
        private long lines;

        void read(long length) throws IOException {
            for (long left = length; left > 0; ) {
                need();
                int part = (int) Math.min(left, limit - position);
                if (bytes == 0) {
                    beginning =
                            new String(
                                    buffer, position, Math.min(part, 300), StandardCharsets.UTF_8);
                }
                for (int i = position; i < position + part; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
                position += part;
                bytes += part;
                left -= part;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
