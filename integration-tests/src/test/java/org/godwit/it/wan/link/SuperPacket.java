package org.godwit.it.wan.link;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A super-packet of TCP over IPv4 written field by field from RFC 791, RFC 9293 and the layout of
/// virtio_net_hdr, with checksums of its own.
final class SuperPacket {
    static final int ID = 0xfffe;
    static final int SEQUENCE = 0xffff_fff0;
    static final int SOURCE = 0x0a630101;
    static final int TARGET = 0x0a630102;

    private final int ipOptions;
    private final int tcpOptions;
    private final int segmentBytes;
    private final byte[] payload;
    private final int flags;

    SuperPacket(int ipOptions, int tcpOptions, int segmentBytes, byte[] payload, int flags) {
        this.ipOptions = ipOptions;
        this.tcpOptions = tcpOptions;
        this.segmentBytes = segmentBytes;
        this.payload = payload.clone();
        this.flags = flags;
    }

    byte[] payload() {
        return payload.clone();
    }

    int ipHeader() {
        return 20 + ipOptions;
    }

    int headers() {
        return ipHeader() + 20 + tcpOptions;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(1); // flags: the checksum is to be completed
            out.write(1); // gso_type: TCPv4
            out.write(nativeShort(headers()));
            out.write(nativeShort(segmentBytes));
            out.write(nativeShort(ipHeader()));
            out.write(nativeShort(16));
            byte[] ip = ipHeaderBytes();
            out.write(ip);
            int pseudo =
                    sum(Arrays.copyOfRange(ip, 12, 20), 0) + 6 + 20 + tcpOptions + payload.length;
            out.writeShort(40_000);
            out.writeShort(5_001);
            out.writeInt(SEQUENCE);
            out.writeInt(77);
            out.write(((20 + tcpOptions) / 4) << 4);
            out.write(flags);
            out.writeShort(1_000);
            out.writeShort(fold(pseudo));
            out.writeShort(0);
            out.write(filled(tcpOptions, 1));
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] ipHeaderBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(0x40 | (ipHeader() / 4));
            out.write(0);
            out.writeShort(headers() + payload.length);
            out.writeShort(ID);
            out.writeShort(0x4000);
            out.write(64);
            out.write(6);
            out.writeShort(0);
            out.writeInt(SOURCE);
            out.writeInt(TARGET);
            out.write(filled(ipOptions, 1));
        }
        byte[] header = bytes.toByteArray();
        ByteBuffer.wrap(header).putShort(10, (short) ~fold(sum(header, 0)));
        return header;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] nativeShort(int value) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.nativeOrder())
                .putShort((short) value)
                .array();
    }

    /// The sum of RFC 1071, not folded, of bytes from `from` on.
    static int sum(byte[] bytes, int from) {
        int sum = 0;
        for (int i = from; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
