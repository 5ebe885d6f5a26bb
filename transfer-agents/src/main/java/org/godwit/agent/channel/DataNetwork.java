package org.godwit.agent.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The event loops of an agent's data plane and the settings of its sockets: epoll where the host
/// has it, else NIO. Socket buffers are left to the kernel, since setting them ends its own tuning.
/// Thread-safe.
public final class DataNetwork implements AutoCloseable {
    /// What a connection has been given and the kernel has not taken, under TLS a copy of it.
    private static final WriteBufferWaterMark WRITE_MARKS =
            new WriteBufferWaterMark(128 << 10, 512 << 10);

    private static final MessageSizes SIZES = new MessageSizes();

    private static final int BACKLOG_MAX = 1024;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final int CLOSE_SECONDS_MAX = 10;

    private final MultiThreadIoEventLoopGroup loops;
    private final boolean epoll;

    public DataNetwork(int threads) {
        this(threads, Epoll.isAvailable());
    }

    DataNetwork(int threads, boolean epoll) {
        this.epoll = epoll;
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("skein", true), factory);
    }

    ServerBootstrap server(ChannelHandler initializer) {
        Class<? extends ServerChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        return new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG_MAX)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, SIZES)
                .childHandler(initializer);
    }

    Bootstrap client(ChannelHandler initializer) {
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_MAX.toMillis())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                .option(ChannelOption.MESSAGE_SIZE_ESTIMATOR, SIZES)
                .handler(initializer);
    }

    /// Bytes outside the heap that the network's buffers hold in this process, in use or kept for
    /// use. The Java library does not count them.
    public static long bufferBytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /// Runs `task` on a loop after `delay`.
    void after(Duration delay, Runnable task) {
        if (!loops.isShuttingDown()) {
            var _ = loops.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Closes every connection and ends the loops.
    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
