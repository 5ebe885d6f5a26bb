package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.wire.Frame;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The sending half of a connection against a peer that reads when the test wants it to.
@ParameterizedClass(name = "payloads in a file: {0}")
@ValueSource(booleans = {false, true})
class OutboxTest {
    private static final int BLOCKS = 32;
    private static final int BLOCK = 1 << 20;
    private static final int TINY = 1000;
    private static final int HEAD = 5 + 20;

    private final AtomicLong taken = new AtomicLong();
    private final byte[] content = new byte[BLOCK];
    private final SlabRing slabs = new SlabRing(BLOCK, 64L << 20);
    private final AtomicInteger held = new AtomicInteger();
    private final boolean inFile;

    @TempDir private Path directory;
    private FileChannel file;
    private DataNetwork network;
    private ServerSocket listening;
    private Socket peer;
    private Channel channel;
    private Outbox outbox;

    OutboxTest(boolean inFile) {
        this.inFile = inFile;
    }

    @BeforeEach
    void connect() throws Exception {
        new Random(1).nextBytes(content);
        file = FileChannel.open(Files.write(directory.resolve("content"), content));
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
        file.close();
    }

    private void send(int number, int bytes) {
        outbox.send(new Frame.Data(number, 0, bytes, 7), inFile ? inFile(bytes) : inMemory(bytes));
    }

    private Payload inFile(int bytes) {
        held.incrementAndGet();
        return new Payload.InFile(file, 0, bytes, held::decrementAndGet);
    }

    private Payload inMemory(int bytes) {
        Slab slab = slabs.tryAcquire(bytes, () -> {}).orElseThrow();
        slab.buffer().put(content, 0, bytes).flip();
        return new Payload.InMemory(slab);
    }

    private boolean nothingIsHeld() {
        return slabs.inUse() + held.get() == 0;
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
    void sendsLargeAndSmallBlocksInTheOrderOfTheCallsAndGivesEachBack() throws Exception {
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
        await(this::nothingIsHeld);
    }

    @Test
    void givesEveryPayloadBackWhenTheConnectionBreaks() throws Exception {
        sendAll();
        await(() -> !channel.isWritable());
        peer.setSoLinger(true, 0);
        peer.close();
        await(this::nothingIsHeld);
        send(1, BLOCK);
        await(this::nothingIsHeld);
        network.close();
        send(2, BLOCK);
        await(this::nothingIsHeld);
    }

    @Test
    void closesTheConnectionWhereAFileHasBecomeShorter() throws Exception {
        Files.write(directory.resolve("content"), Arrays.copyOf(content, BLOCK / 2));
        outbox.send(new Frame.Data(0, 0, BLOCK, 7), inFile(BLOCK));
        send(1, BLOCK);
        DataInputStream in = new DataInputStream(peer.getInputStream());
        in.skipNBytes(HEAD);
        assertThat(Arrays.mismatch(in.readAllBytes(), Arrays.copyOf(content, BLOCK / 2)))
                .isNegative();
        await(this::nothingIsHeld);
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
