package org.godwit.coordination.tunnel;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// What the engine's side of a tunnel says first, once the handshake has proved the agent:
///
/// ```
/// magic "GWTN" (4) | version 1 (1) | length (1) | name of the post, ASCII (length)
/// ```
///
/// It tells the agent that it was let in (which a TLS 1.3 client does not learn otherwise), and the
/// secret without which the post answers nobody. It is not passed on to the local connection, so
/// that other users of the agent's host cannot use the tunnel.
final class Greeting {
    private static final int MAGIC = 0x4757_544E; // "GWTN"
    private static final byte VERSION = 1;
    private static final int NAME_BYTES_MAX = 255;

    private Greeting() {}

    static void check(String name) {
        if (name.isEmpty()
                || name.length() > NAME_BYTES_MAX
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("a post's name has 1 to 255 ASCII characters");
        }
    }

    static void write(OutputStream out, String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out));
        data.writeInt(MAGIC);
        data.writeByte(VERSION);
        data.writeByte(bytes.length);
        data.write(bytes);
        data.flush();
    }

    /// Reads just the greeting, nothing after it.
    static String read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        if (data.readInt() != MAGIC || data.readByte() != VERSION) {
            throw new IOException("the peer is no engine's tunnel of a known version");
        }
        byte[] name = new byte[data.readUnsignedByte()];
        data.readFully(name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
