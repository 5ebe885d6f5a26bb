package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameDecoder;
import org.junit.jupiter.api.Test;

class DealerTest {
    private static final int BLOCK = 1 << 20;
    private static final long PLENTY = 4L << 30;
    private static final long FAST = 8 << 20;
    private static final long SLOW = 512 << 10;
    private static final long TICK = Duration.ofMillis(10).toNanos();

    private final List<SentLog> connections = new ArrayList<>();
    private final Dealer dealer = new Dealer(connections);
    private final ServedFile file;
    private long now = Duration.ofDays(7).toNanos();

    DealerTest() throws Exception {
        file =
                new ServedFile(
                        new Frame.Binding(0, "FR", "a", PLENTY, 1), StoragePath.parse("a"), BLOCK);
    }

    @Test
    void givesABlockToWhoeverHasLeastToDoWhileThereIsPlenty() {
        SentLog fast = busyConnection(FAST);
        SentLog slow = busyConnection(SLOW);

        leave(fast, 200 << 10);
        leave(slow, 100 << 10);

        assertThat(dealer.taker(BLOCK, PLENTY, now)).contains(slow);
    }

    @Test
    void givesNoBlockToConnectionsThatHaveEnough() {
        SentLog fast = busyConnection(FAST);

        leave(fast, 300 << 10);

        assertThat(dealer.taker(BLOCK, PLENTY, now)).isEmpty();
    }

    @Test
    void givesTheLastBlockToTheConnectionThatIsDoneWithItFirst() {
        SentLog fast = busyConnection(FAST);
        SentLog slow = busyConnection(SLOW);

        leave(fast, 200 << 10);
        leave(slow, 0);

        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(fast);
    }

    @Test
    void keepsTheOthersBusyWhereOneIsTooSlowForAnything() {
        SentLog fastest = busyConnection(2 * FAST);
        SentLog fast = busyConnection(FAST);
        SentLog hopeless = busyConnection(1000);
        leave(fastest, BLOCK);
        leave(fast, 200 << 10);
        leave(hopeless, 0);

        assertThat(dealer.taker(BLOCK, PLENTY, now)).contains(fast);
    }

    @Test
    void triesASlowConnectionAgainAfterAWhile() {
        SentLog slow = busyConnection(1000);
        now += Duration.ofSeconds(20).toNanos();
        SentLog fast = busyConnection(FAST);

        leave(fast, 200 << 10);

        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(slow);
    }

    @Test
    void letsTheLastBlockWaitForAFastConnectionRatherThanForASlowOneToSendIt() {
        SentLog fast = busyConnection(FAST);
        SentLog slow = busyConnection(SLOW);

        leave(fast, BLOCK);
        leave(slow, 0);

        assertThat(dealer.taker(BLOCK, BLOCK, now)).isEmpty();
        leave(fast, 200 << 10);
        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(fast);
    }

    @Test
    void givesUpOnAFastConnectionThatHasComeToAHalt() {
        SentLog fast = busyConnection(FAST);
        SentLog slow = busyConnection(SLOW);
        leave(fast, BLOCK);
        leave(slow, 0);

        now += Duration.ofSeconds(60).toNanos();

        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(slow);
    }

    @Test
    void usesConnectionsOfWhichNothingIsKnownYet() {
        SentLog first = connection();
        SentLog second = connection();
        send(first, BLOCK);

        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(second);
    }

    @Test
    void takesWhatTheKernelPutsIntoAnEmptyBufferForNoSignOfSpeed() {
        SentLog fast = busyConnection(FAST);
        SentLog opening = connection();
        send(opening, BLOCK);
        opening.taken((int) DataSockets.NOT_SENT_BYTES_MAX, now);
        now += 20 * TICK;
        opening.taken(BLOCK - (int) DataSockets.NOT_SENT_BYTES_MAX, now);
        leave(fast, 200 << 10);

        assertThat(dealer.taker(BLOCK, BLOCK, now)).contains(fast);
    }

    @Test
    void givesSmallBlocksToWhoeverHasLeastToDo() {
        SentLog fast = busyConnection(FAST);
        SentLog slow = busyConnection(SLOW);

        leave(fast, 200 << 10);
        leave(slow, 100 << 10);

        assertThat(dealer.taker(64 << 10, 64 << 10, now)).contains(slow);
    }

    /// One that has sent at a rate for some seconds, with nothing left.
    private SentLog busyConnection(long bytesPerSecond) {
        SentLog connection = connection();
        int piece = (int) (bytesPerSecond * TICK / Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 300; i++) {
            send(connection, piece);
            now += TICK;
            connection.taken(piece, now);
        }
        return connection;
    }

    private void send(SentLog connection, int bytes) {
        connection.sent(file, 0, bytes, now);
    }

    /// Brings what a connection has left to do to so many bytes, at once.
    private void leave(SentLog connection, int bytes) {
        int more = bytes - (int) connection.untakenBytes();
        if (more > 0) {
            send(connection, more);
        } else {
            connection.taken(-more, now);
        }
    }

    private SentLog connection() {
        SentLog connection = new SentLog(new FrameChannel(new EmbeddedChannel(), new Nobody()));
        connections.add(connection);
        return connection;
    }

    private static final class Nobody implements FrameChannel.User {
        @Override
        public void onReady(String peerAgent) {}

        @Override
        public void onRead() {}

        @Override
        public void onTaken(int bytes) {}

        @Override
        public void onClosed(String why) {}

        @Override
        public void onControl(Frame frame) {}

        @Override
        public FrameDecoder.Target onData(Frame.Data header) {
            throw new AssertionError("nothing is received");
        }

        @Override
        public void onPayloadEnd() {}
    }
}
