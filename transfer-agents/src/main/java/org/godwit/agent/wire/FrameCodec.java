package org.godwit.agent.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.mac.FrameMac;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.PayloadTag;

/// Frames to bytes and back: a 32-bit length of what follows, one byte of type, the body; all
/// numbers big-endian, strings as 16-bit length and UTF-8. The payload of a Data frame counts in
/// its length but is not part of what this class reads or writes. Stateless.
public final class FrameCodec {
    public static final int PREFIX_BYTES = 5;

    /// Where in a frame its type is.
    static final int TYPE_AT = 4;

    public static final int DATA_HEADER_BYTES = 20;

    /// What a Data header has more in a session under integrity.
    public static final int PAYLOAD_TAG_BYTES = Long.BYTES + MacAlgorithm.TAG_BYTES;

    static final int HELLO = 1;
    static final int HELLO_OK = 2;
    static final int REFUSED = 3;
    static final int GRANT = 4;
    static final int FETCH = 5;
    static final int DATA = 6;
    static final int FILE_ERROR = 7;
    static final int FORGET = 8;
    static final int ACK = 9;
    static final int LOST = 10;
    static final int PING = 11;
    static final int PONG = 12;
    static final int BYE = 13;
    static final int RATE = 14;
    static final int CONDITIONS = 15;
    static final int PERMIT = 16;

    private FrameCodec() {}

    /// The frame's bytes with its prefix; for Data, everything before the payload.
    public static byte[] encode(Frame frame) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeByte(type(frame));
            writeBody(frame, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] encoded = bytes.toByteArray();
        int payload = frame instanceof Frame.Data data ? data.length() : 0;
        ByteBuffer.wrap(encoded).putInt(encoded.length - 4 + payload);
        return encoded;
    }

    /// The same frame with the tag that the connection's next frame has, behind its body; for Data,
    /// between header and payload.
    ///
    /// @param frame as [#encode] made it
    public static byte[] seal(byte[] frame, FrameMac mac) {
        byte[] sealed = Arrays.copyOf(frame, frame.length + MacAlgorithm.TAG_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        bytes.putInt(0, bytes.getInt(0) + MacAlgorithm.TAG_BYTES);
        bytes.put(frame.length, mac.seal(bytes.slice(0, frame.length)));
        return sealed;
    }

    private static int type(Frame frame) {
        return switch (frame) {
            case Frame.Hello _ -> HELLO;
            case Frame.HelloOk _ -> HELLO_OK;
            case Frame.Refused _ -> REFUSED;
            case Frame.Permit _ -> PERMIT;
            case Frame.Grant _ -> GRANT;
            case Frame.Fetch _ -> FETCH;
            case Frame.Data _ -> DATA;
            case Frame.FileError _ -> FILE_ERROR;
            case Frame.Forget _ -> FORGET;
            case Frame.Ack _ -> ACK;
            case Frame.Lost _ -> LOST;
            case Frame.Ping _ -> PING;
            case Frame.Pong _ -> PONG;
            case Frame.Bye _ -> BYE;
            case Frame.Rate _ -> RATE;
            case Frame.Conditions _ -> CONDITIONS;
        };
    }

    private static void writeBody(Frame frame, DataOutputStream out) throws IOException {
        switch (frame) {
            case Frame.Hello hello -> {
                out.writeInt(ProtocolVersion.MAGIC);
                out.writeShort(hello.oldest());
                out.writeShort(hello.current());
                out.writeLong(hello.session().high());
                out.writeLong(hello.session().low());
                out.writeInt(hello.connection());
                out.writeInt(hello.blockBytes());
                out.write(SecurityCodes.encode(hello.security()));
                writeText(hello.agent(), out);
            }
            case Frame.HelloOk ok -> {
                out.writeShort(ok.version());
                out.writeLong(ok.session());
                out.write(SecurityCodes.encode(ok.security()));
                writeText(ok.agent(), out);
            }
            case Frame.Refused refused -> {
                out.writeByte(refused.passing() ? 1 : 0);
                writeText(clip(refused.message()), out);
            }
            case Frame.Permit permit -> {
                out.writeInt(permit.number());
                out.writeInt(permit.envelope().length);
                out.write(permit.envelope());
            }
            case Frame.Grant grant -> writeGrant(grant, out);
            case Frame.Fetch fetch -> {
                out.writeInt(fetch.ref());
                out.writeLong(fetch.offset());
                out.writeLong(fetch.length());
                out.writeByte(fetch.onlyIfUnknown() ? 1 : 0);
            }
            case Frame.Data data -> {
                out.writeInt(data.ref());
                out.writeLong(data.offset());
                out.writeInt(data.length());
                out.writeInt(data.crc32c());
                if (data.tag().isPresent()) {
                    out.writeLong(data.tag().get().number());
                    out.write(data.tag().get().tag());
                }
            }
            case Frame.FileError error -> {
                out.writeInt(error.ref());
                out.writeByte(error.code().number());
                writeText(clip(error.message()), out);
            }
            case Frame.Forget forget -> out.writeInt(forget.ref());
            case Frame.Ack ack -> out.writeLong(ack.dataFrames());
            case Frame.Lost lost -> {
                out.writeInt(lost.connection());
                out.writeLong(lost.dataFrames());
            }
            case Frame.Ping ping -> out.writeLong(ping.number());
            case Frame.Pong pong -> out.writeLong(pong.number());
            case Frame.Bye _ -> {}
            case Frame.Rate rate -> out.writeLong(rate.bytesPerSecond());
            case Frame.Conditions conditions -> {
                out.writeInt(conditions.rttMicros());
                out.writeInt(conditions.minRttMicros());
                out.writeLong(conditions.sendBufferBytes());
                out.writeInt(conditions.retransmittedPpm());
                out.writeByte(BottleneckCode.of(conditions.limitedBy()));
            }
        }
    }

    private static void writeGrant(Frame.Grant grant, DataOutputStream out) throws IOException {
        out.writeInt(grant.permit());
        out.writeShort(grant.files().size());
        for (Frame.Binding file : grant.files()) {
            out.writeInt(file.ref());
            writeText(file.rse(), out);
            writeText(file.path(), out);
            out.writeLong(file.bytes());
            out.writeLong(file.didId());
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > FrameLimits.PATH_BYTES_MAX) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes in a frame");
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /// Messages are for people: a long one loses its end rather than the connection.
    private static String clip(String message) {
        int charactersMax = FrameLimits.MESSAGE_BYTES_MAX / 4;
        return message.length() <= charactersMax ? message : message.substring(0, charactersMax);
    }

    /// Reads a control frame.
    ///
    /// @param body exactly the bytes after the prefix
    /// @throws WireException where they are not such a frame, to the last byte
    public static Frame decode(int type, ByteBuffer body) throws WireException {
        try {
            Frame frame = readBody(type, body);
            if (body.hasRemaining()) {
                throw new WireException(
                        "frame of type %d is longer than its content".formatted(type));
            }
            return frame;
        } catch (BufferUnderflowException e) {
            throw new WireException("frame of type %d is cut short".formatted(type));
        }
    }

    private static Frame readBody(int type, ByteBuffer in) throws WireException {
        return switch (type) {
            case HELLO -> readHello(in);
            case HELLO_OK ->
                    new Frame.HelloOk(
                            unsignedShort(in),
                            in.getLong(),
                            SecurityCodes.decode(in),
                            readText(in, FrameLimits.NAME_BYTES_MAX));
            case REFUSED ->
                    new Frame.Refused(
                            in.get() != 0, readText(in, FrameLimits.MESSAGE_BYTES_MAX));
            case PERMIT -> readPermit(in);
            case GRANT -> readGrant(in);
            case FETCH -> new Frame.Fetch(in.getInt(), in.getLong(), in.getLong(), in.get() != 0);
            case FILE_ERROR ->
                    new Frame.FileError(
                            in.getInt(),
                            FileErrorCode.of(in.get()),
                            readText(in, FrameLimits.MESSAGE_BYTES_MAX));
            case FORGET -> new Frame.Forget(in.getInt());
            case ACK -> new Frame.Ack(in.getLong());
            case LOST -> new Frame.Lost(in.getInt(), in.getLong());
            case PING -> new Frame.Ping(in.getLong());
            case PONG -> new Frame.Pong(in.getLong());
            case BYE -> new Frame.Bye();
            case RATE -> readRate(in);
            case CONDITIONS ->
                    new Frame.Conditions(
                            in.getInt(),
                            in.getInt(),
                            in.getLong(),
                            in.getInt(),
                            BottleneckCode.toBottleneck(in.get()));
            default -> throw new WireException("unknown frame type " + type);
        };
    }

    private static Frame.Rate readRate(ByteBuffer in) throws WireException {
        long bytesPerSecond = in.getLong();
        if (bytesPerSecond < 0) {
            throw new WireException("negative rate");
        }
        return new Frame.Rate(bytesPerSecond);
    }

    /// Reads what stands between a Data frame's prefix and its payload.
    static Frame.Data decodeDataHeader(ByteBuffer in, boolean tagged) {
        int ref = in.getInt();
        long offset = in.getLong();
        int length = in.getInt();
        int crc32c = in.getInt();
        return new Frame.Data(
                ref, offset, length, crc32c, tagged ? Optional.of(readTag(in)) : Optional.empty());
    }

    private static PayloadTag readTag(ByteBuffer in) {
        long number = in.getLong();
        byte[] tag = new byte[MacAlgorithm.TAG_BYTES];
        in.get(tag);
        return new PayloadTag(number, tag);
    }

    private static Frame.Hello readHello(ByteBuffer in) throws WireException {
        if (in.getInt() != ProtocolVersion.MAGIC) {
            throw new WireException("not a skein peer");
        }
        return new Frame.Hello(
                unsignedShort(in),
                unsignedShort(in),
                new SessionId(in.getLong(), in.getLong()),
                in.getInt(),
                in.getInt(),
                SecurityCodes.decode(in),
                readText(in, FrameLimits.NAME_BYTES_MAX));
    }

    private static Frame.Permit readPermit(ByteBuffer in) throws WireException {
        int number = in.getInt();
        int envelopeBytes = in.getInt();
        if (number < 0 || envelopeBytes < 0 || envelopeBytes > FrameLimits.ENVELOPE_BYTES_MAX) {
            throw new WireException("permit with an envelope of " + envelopeBytes + " bytes");
        }
        if (envelopeBytes > in.remaining()) {
            throw new WireException("permit is cut short");
        }
        byte[] envelope = new byte[envelopeBytes];
        in.get(envelope);
        return new Frame.Permit(number, envelope);
    }

    private static Frame.Grant readGrant(ByteBuffer in) throws WireException {
        int permit = in.getInt();
        int count = unsignedShort(in);
        if (count < 1 || count > FrameLimits.FILES_PER_GRANT_MAX) {
            throw new WireException("grant for " + count + " files");
        }
        List<Frame.Binding> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Frame.Binding file =
                    new Frame.Binding(
                            in.getInt(),
                            readText(in, FrameLimits.NAME_BYTES_MAX),
                            readText(in, FrameLimits.PATH_BYTES_MAX),
                            in.getLong(),
                            in.getLong());
            if (file.bytes() < 0) {
                throw new WireException("grant for a file of negative size");
            }
            files.add(file);
        }
        return new Frame.Grant(permit, files);
    }

    private static int unsignedShort(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }

    private static String readText(ByteBuffer in, int bytesMax) throws WireException {
        int bytes = unsignedShort(in);
        if (bytes > bytesMax || bytes > in.remaining()) {
            throw new WireException("text of " + bytes + " bytes");
        }
        ByteBuffer slice = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException e) {
            throw new WireException("text that is not UTF-8");
        }
    }
}
