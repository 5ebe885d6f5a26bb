package org.godwit.it.wan.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A TUN device in a network namespace, with checksum and segmentation offload: the host hands over
/// super-packets of up to 64 KiB and takes them. It exists until it is closed or the process ends.
final class TunDevice implements AutoCloseable {
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 0x2 | 0x800 | 0x8_0000;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final long TUNSETOFFLOAD = 0x4004_54d0L;
    private static final int IFF_TUN_NO_PI_VNET_HDR = 0x1 | 0x1000 | 0x4000;
    private static final int TUN_F_CSUM_TSO4 = 0x1 | 0x2;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;

    /// Column of dropped packets, sending side, in `/proc/net/dev` behind the name.
    private static final int SENDING_DROPS = 11;

    private final String namespace;
    private final String name;
    private final int fd;

    private TunDevice(String namespace, String name, int fd) {
        this.namespace = namespace;
        this.name = name;
        this.fd = fd;
    }

    /// @param name of at most 15 bytes; must not exist yet in the namespace
    static TunDevice open(String namespace, String name) {
        return NetworkNamespace.call(
                namespace, () -> new TunDevice(namespace, name, openHere(name)));
    }

    private static int openHere(String name) throws IOException {
        int fd = Linux.open("/dev/net/tun", O_RDWR_NONBLOCK_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES);
            request.setString(0, name, StandardCharsets.US_ASCII);
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, (short) IFF_TUN_NO_PI_VNET_HDR);
            Linux.ioctl("TUNSETIFF " + name, fd, TUNSETIFF, request.address());
            Linux.ioctl("TUNSETOFFLOAD " + name, fd, TUNSETOFFLOAD, TUN_F_CSUM_TSO4);
            return fd;
        } catch (IOException e) {
            Linux.close(fd);
            throw e;
        }
    }

    int fd() {
        return fd;
    }

    /// Packets that the host wanted to send and the device dropped, its queue being full, since it
    /// exists.
    long sendingDrops() {
        return NetworkNamespace.call(
                namespace,
                () -> sendingDrops(Files.readAllLines(Path.of("/proc/thread-self/net/dev"))));
    }

    private long sendingDrops(List<String> devices) throws IOException {
        for (String line : devices) {
            List<String> fields = Arrays.asList(line.strip().split("[: ]+"));
            if (fields.getFirst().equals(name)) {
                return Long.parseLong(fields.get(1 + SENDING_DROPS));
            }
        }
        throw new UncheckedIOException(new IOException("no device " + name));
    }

    @Override
    public void close() {
        Linux.close(fd);
    }
}
