package org.godwit.agent.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// How TCP is set for a long fast way, socket by socket, so that nobody needs to tune the host.
/// What the host refuses stays as it is: the connection works all the same. Linux with epoll only.
final class DataSockets {
    private static final int SOCKET = 1;
    private static final int TCP = 6;
    private static final String BBR = "bbr";

    private static final RawUnixChannelOption SET_CONGESTION =
            new RawUnixChannelOption("TCP_CONGESTION", TCP, 13, BBR.length());

    /// Linux 6.15 and newer.
    private static final IntegerUnixChannelOption RTO_MAX_MILLIS =
            new IntegerUnixChannelOption("TCP_RTO_MAX_MS", TCP, 44);

    private static final IntegerUnixChannelOption WAKE_BYTES =
            new IntegerUnixChannelOption("SO_RCVLOWAT", SOCKET, 18);

    private static final IntegerUnixChannelOption PACING_BYTES_PER_SECOND =
            new IntegerUnixChannelOption("SO_MAX_PACING_RATE", SOCKET, 47);

    private static final IntegerUnixChannelOption WINDOW_CLAMP =
            new IntegerUnixChannelOption("TCP_WINDOW_CLAMP", TCP, 10);

    /// More than any window that TCP can tell.
    private static final int ANY_WINDOW = 1 << 30;

    /// In the kernel's 32 bits without sign.
    private static final int ANY_PACE = -1;

    /// After a link was cut TCP tries again at growing intervals, of up to two minutes; at most
    /// this long, a healed link is used again at once.
    private static final Duration RETRY_MAX = Duration.ofSeconds(1);

    /// Bytes in the send buffer that are not on their way yet: what waits here can no longer go by
    /// a faster connection, and is lost with this one. With a whole block the sender needs a tenth
    /// less CPU, but after a receiver's death 60 MiB more are delivered twice.
    static final long NOT_SENT_BYTES_MAX = 512 << 10;

    private DataSockets() {}

    /// Sets up a new connection; call it before bytes are sent.
    static void prepare(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            // BBR does not take a lost packet for congestion: at 150 ms CUBIC needs minutes to
            // recover from one.
            trySet(channel, SET_CONGESTION, ascii(BBR));
            trySet(channel, EpollChannelOption.TCP_NOTSENT_LOWAT, NOT_SENT_BYTES_MAX);
            trySet(channel, RTO_MAX_MILLIS, (int) RETRY_MAX.toMillis());
        }
    }

    /// Has the loop wake up for this connection only when so many bytes have come, or it has ended.
    /// A paced sender's packets come in twos, and each pair would be a wake-up.
    static void wakeFor(Channel channel, int bytes) {
        if (channel instanceof EpollSocketChannel) {
            trySet(channel, WAKE_BYTES, bytes);
        }
    }

    /// Sets what the kernel sends at most on a connection; 0 for any rate.
    static void pace(Channel channel, long bytesPerSecond) {
        if (channel instanceof EpollSocketChannel) {
            int rate =
                    bytesPerSecond == 0
                            ? ANY_PACE
                            : (int) Math.min(bytesPerSecond, Integer.MAX_VALUE);
            trySet(channel, PACING_BYTES_PER_SECOND, rate);
        }
    }

    /// Sets what a peer may send beyond what was read; 0 for any number of bytes.
    static void window(Channel channel, int bytes) {
        if (channel instanceof EpollSocketChannel) {
            trySet(channel, WINDOW_CLAMP, bytes == 0 ? ANY_WINDOW : bytes);
        }
    }

    private static ByteBuffer ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static <T> void trySet(Channel channel, ChannelOption<T> option, T value) {
        try {
            channel.config().setOption(option, value);
        } catch (ChannelException _) {
            // The host does not allow it, or is too old.
            return;
        }
    }
}
