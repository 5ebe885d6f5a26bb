package org.godwit.coordination.tunnel;

import java.io.IOException;
import java.net.Socket;

/// Copies bytes both ways between two sockets until both directions have ended or one breaks. An
/// end of one direction is passed on as such (half-close). Does not close the sockets.
final class Relay {
    private final Socket left;
    private final Socket right;
    private final Runnable abort;

    /// @param abort closes both sockets at once, so that nobody stays blocked in them
    Relay(Socket left, Socket right, Runnable abort) {
        this.left = left;
        this.right = right;
        this.abort = abort;
    }

    /// Returns when all is over.
    void run() throws InterruptedException {
        Thread back = Thread.ofVirtual().name("tunnel-back").start(() -> copy(right, left));
        copy(left, right);
        back.join();
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[TunnelLimits.BUFFER_BYTES];
        try {
            from.setSoTimeout(TunnelLimits.IDLE_MILLIS_MAX);
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            // broken, silent too long, or cut: the other direction is of no use either
            abort.run();
        }
    }
}
