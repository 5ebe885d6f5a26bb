package org.godwit.agent.channel;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Someone between two agents, who sees and may change all that passes: TLS records, and frames
/// where TLS has ended. Frames are told from records by their first byte, which is the highest of
/// their length.
final class FrameProxy implements AutoCloseable {
    static final int DATA = 6;
    private static final int TLS_HEADER_BYTES = 5;
    private static final int TLS_TYPE_MIN = 20;

    /// What goes past, whole.
    ///
    /// @param connection number among those of this proxy
    /// @param fromSource whether it comes from the end that was connected to
    @SuppressWarnings("ArrayRecordComponent") // bytes as they pass, never compared
    record Unit(int connection, boolean fromSource, byte[] bytes) {
        boolean isRecord() {
            return bytes[0] >= TLS_TYPE_MIN;
        }

        boolean isData() {
            return !isRecord() && bytes[4] == DATA;
        }
    }

    /// Decides what goes on instead; called for one unit at a time.
    interface Attacker {
        List<byte[]> instead(Unit unit);
    }

    final AtomicInteger connections = new AtomicInteger();

    /// Connections that one of the agents has closed.
    final AtomicInteger ended = new AtomicInteger();

    private final ServerSocket listening;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private final Attacker attacker;

    FrameProxy(int target, Attacker attacker) throws IOException {
        this.target = target;
        this.attacker = attacker;
        this.listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket destination = listening.accept();
                Socket source = new Socket(InetAddress.getLoopbackAddress(), target);
                synchronized (sockets) {
                    sockets.add(destination);
                    sockets.add(source);
                }
                int number = connections.getAndIncrement();
                Thread.ofVirtual().start(() -> carry(number, false, destination, source));
                Thread.ofVirtual().start(() -> carry(number, true, source, destination));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private void carry(int connection, boolean fromSource, Socket from, Socket to) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            while (true) {
                Unit unit = new Unit(connection, fromSource, readUnit(in));
                List<byte[]> instead;
                synchronized (attacker) {
                    instead = attacker.instead(unit);
                }
                for (byte[] bytes : instead) {
                    out.write(bytes);
                }
            }
        } catch (IOException broken) {
            // By either end: the other socket closes with this one.
            if (fromSource && !listening.isClosed()) {
                ended.incrementAndGet();
            }
        }
    }

    private static byte[] readUnit(DataInputStream in) throws IOException {
        byte[] header = new byte[TLS_HEADER_BYTES];
        in.readFully(header);
        ByteBuffer head = ByteBuffer.wrap(header);
        int rest =
                header[0] >= TLS_TYPE_MIN
                        ? Short.toUnsignedInt(head.getShort(3))
                        : head.getInt(0) - 1;
        byte[] unit = new byte[header.length + rest];
        System.arraycopy(header, 0, unit, 0, header.length);
        in.readFully(unit, header.length, rest);
        return unit;
    }

    @Override
    public void close() {
        try {
            listening.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
