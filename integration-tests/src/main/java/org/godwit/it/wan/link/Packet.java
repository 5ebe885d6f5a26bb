package org.godwit.it.wan.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A packet as a TUN device with `IFF_VNET_HDR` gives it: a virtio_net_hdr of 10 bytes, then an IP
/// packet. With segmentation offload this is a super-packet, of which the line would carry several
/// segments: each a copy of the IP and TCP headers and its share of the payload.
///
/// A cursor that is set to one packet after another, so that the path of a packet allocates
/// nothing. Confined to one thread.
final class Packet {
    /// Ethernet header, checksum, preamble and gap between frames.
    static final int WIRE_OVERHEAD_BYTES = 38;

    /// No packet of a device is larger: an IP packet and the header before it.
    static final int BYTES_MAX = 65_536 + Packet.VNET_BYTES;

    static final int VNET_BYTES = 10;
    static final int VNET_FLAGS = 0;
    static final int VNET_GSO_TYPE = 1;
    static final int VNET_GSO_BYTES = 4;
    static final byte VNET_NEEDS_CHECKSUM = 1;
    static final byte VNET_GSO_NONE = 0;
    static final byte VNET_GSO_TCPV4 = 1;
    static final int VNET_GSO_ECN = 0x80;

    static final int IP_TOTAL_BYTES = 2;
    static final int IP_ID = 4;
    static final int IP_PROTOCOL = 9;
    static final int IP_CHECKSUM = 10;
    static final int IP_SOURCE = 12;
    static final int IP_HEADER_BYTES_MIN = 20;
    static final int TCP_SEQUENCE = 4;
    static final int TCP_DATA_OFFSET = 12;
    static final int TCP_FLAGS = 13;
    static final int TCP_CHECKSUM = 16;
    static final int TCP_HEADER_BYTES_MIN = 20;

    /// The fields of virtio_net_hdr have the byte order of the machine.
    static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    static final ValueLayout.OfShort NET_SHORT = NATIVE_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt NET_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment memory = MemorySegment.NULL;
    private long at;
    private int bytes;
    private int ipHeaderBytes;
    private int headerBytes;
    private int segmentPayload;
    private int segments;

    /// Looks at the packet of `bytes` bytes, virtio_net_hdr included. What is not a sound
    /// super-packet of TCP over IPv4 counts as one segment.
    void set(MemorySegment memory, long at, int bytes) {
        this.memory = memory;
        this.at = at;
        this.bytes = bytes;
        if (!findSegments()) {
            ipHeaderBytes = 0;
            headerBytes = 0;
            segmentPayload = ipBytes();
            segments = 1;
        }
    }

    private boolean findSegments() {
        int type = memory.get(ValueLayout.JAVA_BYTE, at + VNET_GSO_TYPE) & ~VNET_GSO_ECN;
        if (type != VNET_GSO_TCPV4
                || ipBytes() < IP_HEADER_BYTES_MIN + TCP_HEADER_BYTES_MIN
                || (memory.get(ValueLayout.JAVA_BYTE, ip()) & 0xf0) != 0x40) {
            return false;
        }
        ipHeaderBytes = (memory.get(ValueLayout.JAVA_BYTE, ip()) & 0xf) * 4;
        if (ipHeaderBytes < IP_HEADER_BYTES_MIN
                || ipHeaderBytes + TCP_HEADER_BYTES_MIN > ipBytes()) {
            return false;
        }
        int tcpBytes = (memory.get(ValueLayout.JAVA_BYTE, tcp() + TCP_DATA_OFFSET) >> 4 & 0xf) * 4;
        headerBytes = ipHeaderBytes + tcpBytes;
        segmentPayload = Short.toUnsignedInt(memory.get(NATIVE_SHORT, at + VNET_GSO_BYTES));
        if (tcpBytes < TCP_HEADER_BYTES_MIN || headerBytes >= ipBytes() || segmentPayload == 0) {
            return false;
        }
        segments = (payload() + segmentPayload - 1) / segmentPayload;
        return true;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where the packet begins in [#memory()].
    long at() {
        return at;
    }

    int bytes() {
        return bytes;
    }

    long ip() {
        return at + VNET_BYTES;
    }

    long tcp() {
        return ip() + ipHeaderBytes;
    }

    int ipBytes() {
        return bytes - VNET_BYTES;
    }

    int ipHeaderBytes() {
        return ipHeaderBytes;
    }

    /// IP and TCP headers of a super-packet, which every one of its segments repeats.
    int headerBytes() {
        return headerBytes;
    }

    /// What the segments share: the TCP payload of a super-packet, else the whole IP packet.
    int payload() {
        return ipBytes() - headerBytes;
    }

    /// Payload of every segment but the last.
    int segmentPayload() {
        return segmentPayload;
    }

    int segments() {
        return segments;
    }

    /// IP bytes of `count` of the segments, the last one among them or not.
    long ipBytes(int first, int end) {
        return (long) (end - first) * headerBytes
                + Math.min(payload(), (long) end * segmentPayload)
                - (long) first * segmentPayload;
    }

    int segmentWireBytes() {
        return headerBytes + segmentPayload + WIRE_OVERHEAD_BYTES;
    }

    int lastWireBytes() {
        return headerBytes + payload() - (segments - 1) * segmentPayload + WIRE_OVERHEAD_BYTES;
    }
}
