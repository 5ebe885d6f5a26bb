package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.wire.Frame;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The sending half of a connection against a peer that reads when the test wants it to.
class OutboxTest {
    private static final int BLOCKS = 32;
    private static final int BLOCK = 1 << 20;
    private static final int TINY = 1000;
    private static final int HEAD = 5 + 20;

    private final AtomicLong taken = new AtomicLong();
    private final byte[] content = new byte[BLOCK];
    private final SlabRing slabs = new SlabRing(BLOCK, 64L << 20);
    private DataNetwork network;
    private ServerSocket listening;
    private Socket peer;
    private Channel channel;
    private Outbox outbox;

    @BeforeEach
    void connect() throws Exception {
        new Random(1).nextBytes(content);
        network = new DataNetwork(1);
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setReceiveBufferSize(64 << 10);
        channel =
                network.client(new Tap())
                        .connect(listening.getLocalSocketAddress())
                        .sync()
                        .channel();
        peer = listening.accept();
        outbox = new Outbox(channel, taken::addAndGet);
        outbox.open(Optional.empty());
    }

    private final class Tap extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            outbox.proceed();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            outbox.close();
        }
    }

    @AfterEach
    void disconnect() throws Exception {
        network.close();
        peer.close();
        listening.close();
    }

    private void send(int number, int bytes) {
        Slab slab = slabs.tryAcquire(bytes, () -> {}).orElseThrow();
        slab.buffer().put(content, 0, bytes).flip();
        outbox.send(new Frame.Data(number, 0, bytes, 7), slab);
    }

    private void sendAll() {
        for (int i = 0; i < BLOCKS; i++) {
            send(i, BLOCK);
        }
    }

    private static void await(BooleanSupplier condition) {
        EngineClock clock = EngineClock.system();
        long deadline = clock.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(clock.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void expect(DataInputStream in, int number, int bytes) throws Exception {
        byte[] frame = new byte[HEAD + bytes];
        in.readFully(frame);
        assertThat(frame[8]).as("file number").isEqualTo((byte) number);
        assertThat(Arrays.mismatch(frame, HEAD, frame.length, content, 0, bytes)).isNegative();
    }

    @Test
    void holdsLittleMoreThanTheMarkForAPeerThatDoesNotRead() throws Exception {
        sendAll();
        await(() -> !channel.isWritable());
        long held =
                channel.eventLoop()
                        .submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes())
                        .get();
        assertThat(held)
                .isLessThanOrEqualTo(
                        channel.config().getWriteBufferHighWaterMark()
                                + 2 * Outbox.PIECE_BYTES
                                + 4096);
    }

    @Test
    void sendsLargeAndSmallBlocksInTheOrderOfTheCallsAndGivesEverySlabBack() throws Exception {
        for (int i = 0; i < BLOCKS; i++) {
            send(2 * i, TINY);
            send(2 * i + 1, BLOCK);
            outbox.send(new Frame.Ping(i));
        }
        DataInputStream in = new DataInputStream(peer.getInputStream());
        for (int i = 0; i < BLOCKS; i++) {
            expect(in, 2 * i, TINY);
            expect(in, 2 * i + 1, BLOCK);
            in.skipNBytes(5);
            assertThat(in.readLong()).isEqualTo(i);
        }
        await(() -> taken.get() == (long) BLOCKS * (TINY + BLOCK));
        await(() -> slabs.inUse() == 0);
    }

    @Test
    void givesEverySlabBackWhenTheConnectionBreaks() throws Exception {
        sendAll();
        await(() -> !channel.isWritable());
        peer.setSoLinger(true, 0);
        peer.close();
        await(() -> slabs.inUse() == 0);
        send(1, BLOCK);
        await(() -> slabs.inUse() == 0);
        network.close();
        send(2, BLOCK);
        await(() -> slabs.inUse() == 0);
    }

    @Test
    void closesBehindTheLastFrame() throws Exception {
        send(0, BLOCK);
        outbox.sendLast(new Frame.Bye());
        DataInputStream in = new DataInputStream(peer.getInputStream());
        expect(in, 0, BLOCK);
        in.skipNBytes(5);
        assertThat(in.read()).isNegative();
    }
}
