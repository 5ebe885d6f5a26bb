package org.godwit.agent.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.godwit.report.Units;

/// What TCP itself costs: a connection within this host, each end with its own thread. A real
/// network adds interrupts, and has smaller packets: it costs this at least.
final class CopyCheck implements Check {
    private static final Duration MEASURE = Duration.ofMillis(400);
    private static final int CHUNK_BYTES = 256 << 10;

    /// An end's bytes and processor time.
    private record End(long bytes, long cpuNanos) {
        double secondsPerGigabyte() {
            return Math.max(1e-6, CpuTime.perGigabyte(cpuNanos, bytes));
        }
    }

    @Override
    public String about() {
        return "copying through TCP";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<End> receiver = new CompletableFuture<>();
            Thread thread =
                    Thread.ofPlatform()
                            .name("doctor-receive")
                            .daemon()
                            .start(() -> receive(server, receiver));
            End sent = send(host, server, cancellation);
            End received = receiver.join();
            thread.join();
            double sending = sent.secondsPerGigabyte();
            double receiving = received.secondsPerGigabyte();
            return List.of(
                    Finding.ok(
                                    "tcp-copy",
                                    "one processor sends %s, receives %s through TCP within this host"
                                            .formatted(
                                                    Units.rate(1e9 / sending),
                                                    Units.rate(1e9 / receiving)))
                            .costing(new Cost(sending, receiving)));
        } catch (IOException | CompletionException e) {
            return List.of(
                    Finding.unknown(
                            "tcp-copy", "the loopback could not be used: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.unknown("tcp-copy", "interrupted"));
        }
    }

    private static End send(Host host, ServerSocketChannel server, Cancellation cancellation)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            long begin = host.clock().nanoTime();
            long cpu = CpuTime.nanos();
            long bytes = 0;
            while (host.clock().nanoTime() - begin < MEASURE.toNanos()
                    && !cancellation.isCancelled()) {
                bytes += channel.write(chunk.clear());
            }
            return new End(bytes, CpuTime.nanos() - cpu);
        }
    }

    private static void receive(ServerSocketChannel server, CompletableFuture<End> end) {
        try (SocketChannel channel = server.accept()) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
            long cpu = CpuTime.nanos();
            long bytes = 0;
            for (int read = 0; read >= 0; read = channel.read(chunk.clear())) {
                bytes += read;
            }
            end.complete(new End(bytes, CpuTime.nanos() - cpu));
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
