package org.godwit.agent.doctor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/// [Kernel] by the C library of a 64-bit Linux. The numbers are those of Linux's `asm-generic`
/// headers and of `linux/tcp.h`, `linux/ethtool.h`, `linux/timex.h`. Thread-safe.
public final class LinuxKernel implements Kernel {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_MAX_PACING_RATE = 47;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_CONGESTION = 13;
    private static final int CONGESTION_NAME_BYTES = 16;

    private static final int TCP_INFO_BYTES = 104;
    private static final int TCP_INFO_PATH_MTU = 60;
    private static final int TCP_INFO_RTT_MICROS = 68;

    private static final int TIMEX_BYTES = 208;
    private static final int TIMEX_ERROR_MAX_MICROS = 24;
    private static final int TIMEX_STATUS = 40;
    private static final int TIME_ERROR = 5;
    private static final int STA_UNSYNC = 0x40;

    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GRINGPARAM = 0x10;
    private static final int INTERFACE_NAME_BYTES = 16;
    private static final int IFREQ_BYTES = 40;
    private static final int RING_BYTES = 36;

    private static final int O_RDWR = 2;
    private static final int POSIX_FADV_DONTNEED = 4;

    private static final int EPERM = 1;
    private static final int ENOENT = 2;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Native c = new Native();

    @Override
    public Trial congestionControl(String name) {
        return onSocket((socket, arena) -> {
            MemorySegment wanted =
                    arena.allocateFrom(
                            ValueLayout.JAVA_BYTE, name.getBytes(StandardCharsets.US_ASCII));
            Native.Result set = c.setOption(socket, IPPROTO_TCP, TCP_CONGESTION, wanted);
            if (set.failed()) {
                return new Trial(false, reason(set.error()));
            }
            MemorySegment got = arena.allocate(CONGESTION_NAME_BYTES + 1L);
            Native.Result get =
                    c.getOption(
                            socket,
                            IPPROTO_TCP,
                            TCP_CONGESTION,
                            got,
                            arena.allocateFrom(ValueLayout.JAVA_INT, CONGESTION_NAME_BYTES));
            String now = get.failed() ? reason(get.error()) : got.getString(0);
            return new Trial(now.equals(name), now);
        });
    }

    @Override
    public Trial pacing(long bytesPerSecond) {
        return onSocket((socket, arena) -> {
            Native.Result set =
                    c.setOption(
                            socket,
                            SOL_SOCKET,
                            SO_MAX_PACING_RATE,
                            arena.allocateFrom(ValueLayout.JAVA_LONG, bytesPerSecond));
            if (set.failed()) {
                return new Trial(false, reason(set.error()));
            }
            MemorySegment got = arena.allocate(ValueLayout.JAVA_LONG);
            Native.Result get =
                    c.getOption(
                            socket,
                            SOL_SOCKET,
                            SO_MAX_PACING_RATE,
                            got,
                            arena.allocateFrom(ValueLayout.JAVA_INT, Long.BYTES));
            long now = got.get(LONG, 0);
            return new Trial(!get.failed() && now == bytesPerSecond, Long.toString(now));
        });
    }

    private static String reason(int error) {
        return switch (error) {
            case EPERM -> "not permitted";
            case ENOENT -> "not known to the kernel";
            default -> "error " + error;
        };
    }

    private interface OnSocket {
        Trial run(int socket, Arena arena);
    }

    private Trial onSocket(OnSocket task) {
        Native.Result socket = c.socket(AF_INET, SOCK_STREAM);
        if (socket.failed()) {
            return new Trial(false, "no socket: " + reason(socket.error()));
        }
        try (Arena arena = Arena.ofConfined()) {
            return task.run(socket.value(), arena);
        } finally {
            c.close(socket.value());
        }
    }

    @Override
    public Optional<ClockState> clock() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            Native.Result state = c.adjustTime(timex);
            if (state.failed()) {
                return Optional.empty();
            }
            boolean unsynchronised =
                    state.value() == TIME_ERROR || (timex.get(INT, TIMEX_STATUS) & STA_UNSYNC) != 0;
            return Optional.of(
                    new ClockState(
                            !unsynchronised,
                            Duration.ofNanos(1000 * timex.get(LONG, TIMEX_ERROR_MAX_MICROS))));
        }
    }

    @Override
    public Optional<Rings> rings(String interfaceName) {
        byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        Native.Result socket = c.socket(AF_INET, SOCK_DGRAM);
        if (name.length >= INTERFACE_NAME_BYTES || socket.failed()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rings = arena.allocate(RING_BYTES, Long.BYTES);
            rings.set(INT, 0, ETHTOOL_GRINGPARAM);
            MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
            MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
            request.set(ValueLayout.ADDRESS, INTERFACE_NAME_BYTES, rings);
            if (c.control(socket.value(), SIOCETHTOOL, request).failed()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Rings(
                            rings.get(INT, 20),
                            rings.get(INT, 4),
                            rings.get(INT, 32),
                            rings.get(INT, 16)));
        } finally {
            c.close(socket.value());
        }
    }

    @Override
    public Optional<String> interfaceTo(InetAddress address) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            // Sends nothing: the kernel looks the route up, and binds to the address of its
            // interface.
            channel.connect(new InetSocketAddress(address, 9));
            if (channel.getLocalAddress() instanceof InetSocketAddress local) {
                return Optional.ofNullable(NetworkInterface.getByInetAddress(local.getAddress()))
                        .map(NetworkInterface::getName);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<PeerPath> path(InetSocketAddress peer, Duration max) {
        boolean four = peer.getAddress() instanceof Inet4Address;
        Native.Result socket = c.socket(four ? AF_INET : AF_INET6, SOCK_STREAM);
        if (socket.failed()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wait = arena.allocate(16, Long.BYTES);
            wait.set(LONG, 0, max.toSeconds());
            wait.set(LONG, 8, max.toNanosPart() / 1000);
            c.setOption(socket.value(), SOL_SOCKET, SO_SNDTIMEO, wait);
            if (c.connect(socket.value(), address(peer, arena)).failed()) {
                return Optional.empty();
            }
            MemorySegment info = arena.allocate(TCP_INFO_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, TCP_INFO_BYTES);
            if (c.getOption(socket.value(), IPPROTO_TCP, TCP_INFO, info, length).failed()) {
                return Optional.empty();
            }
            return Optional.of(
                    new PeerPath(
                            Duration.ofNanos(1000L * info.get(INT, TCP_INFO_RTT_MICROS)),
                            info.get(INT, TCP_INFO_PATH_MTU)));
        } finally {
            c.close(socket.value());
        }
    }

    /// A `sockaddr_in` or `sockaddr_in6`.
    private static MemorySegment address(InetSocketAddress peer, Arena arena) {
        byte[] bytes = peer.getAddress().getAddress();
        boolean four = bytes.length == 4;
        MemorySegment address = arena.allocate(four ? 16 : 28, Long.BYTES);
        address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) (four ? AF_INET : AF_INET6));
        address.set(NETWORK_SHORT, 2, (short) peer.getPort());
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, four ? 4 : 8, bytes.length);
        return address;
    }

    @Override
    public boolean preallocate(Path file, long bytes) {
        return onFile(file, descriptor -> c.allocate(descriptor, bytes).value()) == 0;
    }

    @Override
    public void dropFromCache(Path file) {
        onFile(file, descriptor -> c.advise(descriptor, POSIX_FADV_DONTNEED).value());
    }

    private int onFile(Path file, IntUnaryOperator task) {
        try (Arena arena = Arena.ofConfined()) {
            Native.Result descriptor = c.open(arena.allocateFrom(file.toString()), O_RDWR);
            if (descriptor.failed()) {
                return -1;
            }
            try {
                return task.applyAsInt(descriptor.value());
            } finally {
                c.close(descriptor.value());
            }
        }
    }
}
