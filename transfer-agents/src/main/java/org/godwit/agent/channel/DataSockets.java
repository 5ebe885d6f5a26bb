package org.godwit.agent.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// How TCP is set for a long fast way, socket by socket, so that nobody needs to tune the host.
/// What the host refuses stays as it is: the connection works all the same. Linux with epoll only.
public final class DataSockets {
    private static final int SOL_SOCKET = 1;
    private static final int TCP = 6;
    private static final String BBR = "bbr";

    private static final RawUnixChannelOption SET_CONGESTION =
            new RawUnixChannelOption("TCP_CONGESTION", TCP, 13, BBR.length());
    private static final RawUnixChannelOption GET_CONGESTION =
            new RawUnixChannelOption("TCP_CONGESTION", TCP, 13, 16);
    private static final RawUnixChannelOption MAX_PACING_RATE =
            new RawUnixChannelOption("SO_MAX_PACING_RATE", SOL_SOCKET, 47, Long.BYTES);

    /// Linux 6.15 and newer.
    private static final IntegerUnixChannelOption RTO_MAX_MILLIS =
            new IntegerUnixChannelOption("TCP_RTO_MAX_MS", TCP, 44);

    /// After a link was cut TCP tries again at growing intervals, of up to two minutes; at most
    /// this long, a healed link is used again at once.
    private static final Duration RETRY_MAX = Duration.ofSeconds(1);

    /// Bytes in the send buffer that are not on their way yet: what waits here can no longer go by
    /// a faster connection, and is lost with this one.
    private static final long NOT_SENT_BYTES_MAX = 512 << 10;

    private static final long NO_CAP = -1L; // all bits set, ~0 of the kernel

    private DataSockets() {}

    /// Sets up a new connection; call it before bytes are sent.
    public static void prepare(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            // BBR does not take a lost packet for congestion: at 150 ms CUBIC needs minutes to
            // recover from one.
            trySet(channel, SET_CONGESTION, ascii(BBR));
            trySet(channel, EpollChannelOption.TCP_NOTSENT_LOWAT, NOT_SENT_BYTES_MAX);
            trySet(channel, RTO_MAX_MILLIS, (int) RETRY_MAX.toMillis());
        }
    }

    /// Lets the kernel send at most this many bytes per second on a connection, headers included; 0
    /// lifts the cap.
    ///
    /// @return whether the host does it
    public static boolean pace(Channel channel, long bytesPerSecond) {
        ByteBuffer rate = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        rate.putLong(0, bytesPerSecond == 0 ? NO_CAP : bytesPerSecond);
        return channel instanceof EpollSocketChannel && trySet(channel, MAX_PACING_RATE, rate);
    }

    /// The congestion control in use, such as `bbr`; empty where the host does not tell.
    public static Optional<String> congestionControl(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket)) {
            return Optional.empty();
        }
        try {
            ByteBuffer name = socket.config().getOption(GET_CONGESTION);
            if (name == null) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.US_ASCII.decode(name).toString().split("\0", 2)[0]);
        } catch (ChannelException _) {
            return Optional.empty();
        }
    }

    private static ByteBuffer ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static <T> boolean trySet(Channel channel, ChannelOption<T> option, T value) {
        try {
            return channel.config().setOption(option, value);
        } catch (ChannelException _) {
            return false;
        }
    }
}
