package org.godwit.coordination.tunnel;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ThreadFactory;

/// What both ends do with sockets and threads.
final class Sockets {
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Sockets() {}

    /// Closes what may be broken already.
    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone either way, and nothing of ours waits in it
        }
    }

    /// Why it failed, for the log: a peer that just hangs up leaves no words.
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? "the peer closed the connection" : message;
    }

    static ThreadFactory threads(String name) {
        return Thread.ofVirtual().name(name).factory();
    }
}
