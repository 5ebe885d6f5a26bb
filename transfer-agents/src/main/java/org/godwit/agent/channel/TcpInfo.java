package org.godwit.agent.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// What the kernel knows of a connection: Linux' `struct tcp_info` (include/uapi/linux/tcp.h), read
/// at its offsets. Counters run since the connection was opened; times are in microseconds.
///
/// @param minRttMicros least round-trip time seen
/// @param bytesSent payload given to the network, what was sent again included
/// @param busyMicros time with something to send
/// @param receiveWindowLimitedMicros part of it in which the peer's window held everything up
/// @param sendBufferLimitedMicros part of it in which the own send buffer was too small
public record TcpInfo(
        int rttMicros,
        int minRttMicros,
        long bytesSent,
        long bytesRetransmitted,
        long bytesAcked,
        long deliveryBytesPerSecond,
        long busyMicros,
        long receiveWindowLimitedMicros,
        long sendBufferLimitedMicros) {
    private static final int BYTES = 232;
    private static final int TCP = 6;
    private static final RawUnixChannelOption TCP_INFO =
            new RawUnixChannelOption("TCP_INFO", TCP, 11, BYTES);

    /// Of a connection; empty where it is closed or the host does not tell.
    public static Optional<TcpInfo> of(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket)) {
            return Optional.empty();
        }
        try {
            ByteBuffer info = socket.config().getOption(TCP_INFO);
            return info == null ? Optional.empty() : Optional.of(parse(info));
        } catch (ChannelException _) {
            return Optional.empty();
        }
    }

    private static TcpInfo parse(ByteBuffer read) {
        ByteBuffer info = read.duplicate().order(ByteOrder.nativeOrder());
        return new TcpInfo(
                info.getInt(68),
                info.getInt(148),
                info.getLong(200),
                info.getLong(208),
                info.getLong(120),
                info.getLong(160),
                info.getLong(168),
                info.getLong(176),
                info.getLong(184));
    }
}
