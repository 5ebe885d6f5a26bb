package org.godwit.it.wan.link;

import static org.godwit.it.wan.link.Packet.NET_INT;
import static org.godwit.it.wan.link.Packet.NET_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Cuts consecutive segments out of a super-packet, as the receiver's network card would put them
/// together had the others never arrived: IP length, identification and checksum, TCP sequence
/// number and flags, and the pseudo-header sum that the host leaves for its card to complete.
final class SegmentCutter {
    private static final int TCP_FIN_PSH = 0x01 | 0x08;
    private static final int TCP_CWR = 0x80;

    private SegmentCutter() {}

    /// The bytes that [#cut] will write.
    static int bytes(Packet packet, int first, int end) {
        return Packet.VNET_BYTES
                + packet.headerBytes()
                + payloadEnd(packet, end)
                - start(packet, first);
    }

    /// Writes the segments from `first` to before `end` as a packet of their own, which must not
    /// overlap the source.
    ///
    /// @return its bytes, virtio_net_hdr included
    static int cut(Packet packet, int first, int end, MemorySegment target, long at) {
        MemorySegment source = packet.memory();
        int payload = payloadEnd(packet, end) - start(packet, first);
        int headers = Packet.VNET_BYTES + packet.headerBytes();
        MemorySegment.copy(source, packet.at(), target, at, headers);
        MemorySegment.copy(
                source,
                packet.at() + headers + start(packet, first),
                target,
                at + headers,
                payload);
        if (payload <= packet.segmentPayload()) {
            target.set(ValueLayout.JAVA_BYTE, at + Packet.VNET_GSO_TYPE, Packet.VNET_GSO_NONE);
            target.set(Packet.NATIVE_SHORT, at + Packet.VNET_GSO_BYTES, (short) 0);
        }
        long ip = at + Packet.VNET_BYTES;
        setIp(packet, first, payload, target, ip);
        setTcp(packet, first, end, target, ip + packet.ipHeaderBytes());
        setTcpChecksum(packet, payload, target, ip);
        return headers + payload;
    }

    private static int start(Packet packet, int first) {
        return first * packet.segmentPayload();
    }

    private static int payloadEnd(Packet packet, int end) {
        return Math.min(end * packet.segmentPayload(), packet.payload());
    }

    private static void setIp(
            Packet packet, int first, int payload, MemorySegment target, long ip) {
        target.set(NET_SHORT, ip + Packet.IP_TOTAL_BYTES, (short) (packet.headerBytes() + payload));
        int id = target.get(NET_SHORT, ip + Packet.IP_ID) + first;
        target.set(NET_SHORT, ip + Packet.IP_ID, (short) id);
        target.set(NET_SHORT, ip + Packet.IP_CHECKSUM, (short) 0);
        int sum = fold(sum(target, ip, packet.ipHeaderBytes()));
        target.set(NET_SHORT, ip + Packet.IP_CHECKSUM, (short) ~sum);
    }

    private static void setTcp(Packet packet, int first, int end, MemorySegment target, long tcp) {
        int sequence = target.get(NET_INT, tcp + Packet.TCP_SEQUENCE) + start(packet, first);
        target.set(NET_INT, tcp + Packet.TCP_SEQUENCE, sequence);
        int flags = target.get(ValueLayout.JAVA_BYTE, tcp + Packet.TCP_FLAGS);
        if (first > 0) {
            flags &= ~TCP_CWR;
        }
        if (end < packet.segments()) {
            flags &= ~TCP_FIN_PSH;
        }
        target.set(ValueLayout.JAVA_BYTE, tcp + Packet.TCP_FLAGS, (byte) flags);
    }

    /// Whoever completes the checksum adds the bytes from the TCP header on to what stands here.
    private static void setTcpChecksum(Packet packet, int payload, MemorySegment target, long ip) {
        int protocol = target.get(ValueLayout.JAVA_BYTE, ip + Packet.IP_PROTOCOL);
        int tcpBytes = packet.headerBytes() - packet.ipHeaderBytes() + payload;
        int pseudo = fold(sum(target, ip + Packet.IP_SOURCE, 8) + protocol + tcpBytes);
        long tcp = ip + packet.ipHeaderBytes();
        target.set(NET_SHORT, tcp + Packet.TCP_CHECKSUM, (short) pseudo);
    }

    private static int sum(MemorySegment memory, long at, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i += 2) {
            sum += Short.toUnsignedInt(memory.get(NET_SHORT, at + i));
        }
        return sum;
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }
}
