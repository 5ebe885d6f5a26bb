package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On real sockets.
class DataSocketsTest {
    private static final IntegerUnixChannelOption PACING =
            new IntegerUnixChannelOption("SO_MAX_PACING_RATE", 1, 47);

    private EventLoopGroup group;

    @BeforeEach
    void epoll() {
        assumeTrue(Epoll.isAvailable(), "skipped: sockets are paced on Linux only");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterEach
    void stop() {
        if (group != null) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void theKernelHoldsAConnectionToItsPaceUntilItIsTakenAway() throws InterruptedException {
        Channel connection = connect();
        DataSockets.pace(connection, 1_250_000);
        assertThat(connection.config().getOption(PACING)).isEqualTo(1_250_000);
        DataSockets.pace(connection, 0);
        assertThat(connection.config().getOption(PACING)).isEqualTo(-1);
    }

    @Test
    void aPaceBeyondWhatTheKernelCanCountIsTheLargestItCan() throws InterruptedException {
        Channel connection = connect();
        DataSockets.pace(connection, 1L << 40);
        assertThat(connection.config().getOption(PACING)).isEqualTo(Integer.MAX_VALUE);
    }

    private Channel connect() throws InterruptedException {
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .childHandler(new ChannelInboundHandlerAdapter())
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sync()
                        .channel();
        return new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.localAddress())
                .sync()
                .channel();
    }
}
