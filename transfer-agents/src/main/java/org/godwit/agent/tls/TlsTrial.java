package org.godwit.agent.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.godwit.runtime.EngineClock;

/// Measures TLS as data connections have it, between two ends in memory: same library, same
/// settings, same handlers, without a network. Not thread-safe; uses one thread for both ends.
public final class TlsTrial {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int ROUNDS_MAX = 64;
    private static final Duration WARM_UP = Duration.ofMillis(300);
    private static final Duration MEASURE = Duration.ofMillis(500);

    /// What one processor needs for 10⁹ bytes.
    ///
    /// @param library and cipher suite
    /// @param whyNotNative why BoringSSL is not used; empty where it is
    public record Speed(
            String library,
            Optional<String> whyNotNative,
            double encryptSecondsPerGigabyte,
            double decryptSecondsPerGigabyte) {}

    private final EmbeddedChannel sender = new EmbeddedChannel();
    private final EmbeddedChannel receiver = new EmbeddedChannel();
    private final EngineClock clock;
    private final LongSupplier cpuNanos;
    private final Runnable checkpoint;
    private long bytes;
    private long encryptNanos;
    private long decryptNanos;

    private TlsTrial(EngineClock clock, LongSupplier cpuNanos, Runnable checkpoint) {
        this.clock = clock;
        this.cpuNanos = cpuNanos;
        this.checkpoint = checkpoint;
    }

    /// Measures for less than a second.
    ///
    /// @param cpuNanos processor time of the calling thread
    /// @param checkpoint called between blocks; may throw to end it
    /// @throws IOException where the two ends do not come together
    public static Speed run(
            ChannelSecurity security, EngineClock clock, LongSupplier cpuNanos, Runnable checkpoint)
            throws IOException {
        TlsTrial trial = new TlsTrial(clock, cpuNanos, checkpoint);
        try {
            security.protectServer(trial.receiver);
            security.protectClient(trial.sender);
            return trial.measure();
        } finally {
            trial.sender.finishAndReleaseAll();
            trial.receiver.finishAndReleaseAll();
        }
    }

    private Speed measure() throws IOException {
        SslHandler handler = sender.pipeline().get(SslHandler.class);
        if (handler == null) {
            throw new IOException("connections are in the clear");
        }
        for (int round = 0; !handler.handshakeFuture().isSuccess(); round++) {
            if (round > ROUNDS_MAX) {
                throw new IOException("the handshake does not end");
            }
            sender.runPendingTasks();
            receiver.runPendingTasks();
            carry(sender, receiver);
            carry(receiver, sender);
        }
        ChannelSecurity.boundary(sender).keep();
        ChannelSecurity.boundary(receiver).keep();
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        repeat(WARM_UP, block);
        bytes = 0;
        encryptNanos = 0;
        decryptNanos = 0;
        repeat(MEASURE, block);
        String suite = handler.engine().getSession().getCipherSuite();
        return new Speed(
                (OpenSsl.isAvailable() ? "BoringSSL " : "JDK ") + suite,
                OpenSsl.isAvailable()
                        ? Optional.empty()
                        : Optional.of(String.valueOf(OpenSsl.unavailabilityCause())),
                (double) encryptNanos / bytes,
                (double) decryptNanos / bytes);
    }

    private void repeat(Duration time, ByteBuffer block) throws IOException {
        long begin = clock.nanoTime();
        do {
            checkpoint.run();
            long start = cpuNanos.getAsLong();
            sender.writeOutbound(Unpooled.wrappedBuffer(block.duplicate()));
            long encrypted = cpuNanos.getAsLong();
            carry(sender, receiver);
            long received = discard();
            decryptNanos += cpuNanos.getAsLong() - encrypted;
            encryptNanos += encrypted - start;
            if (received != BLOCK_BYTES) {
                throw new IOException("%d of %d bytes came".formatted(received, BLOCK_BYTES));
            }
            bytes += received;
        } while (clock.nanoTime() - begin < time.toNanos());
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf packet = from.readOutbound(); packet != null; packet = from.readOutbound()) {
            to.writeInbound(packet);
        }
    }

    private long discard() {
        long received = 0;
        for (ByteBuf data = receiver.readInbound(); data != null; data = receiver.readInbound()) {
            received += data.readableBytes();
            data.release();
        }
        return received;
    }
}
