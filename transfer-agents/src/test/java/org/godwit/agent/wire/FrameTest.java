package org.godwit.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.Secret;
import org.godwit.model.Bottleneck;
import org.godwit.model.Protection;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final SecurityTerms ASKED =
            new SecurityTerms(
                    Protection.INTEGRITY, MacAlgorithm.POLY1305, Secret.random(new Random(1)));
    private static final SecurityTerms ANSWERED =
            new SecurityTerms(Protection.CLEAR, MacAlgorithm.GMAC, Secret.random(new Random(2)));

    private static final List<Frame> FRAMES =
            List.of(
                    new Frame.Hello(1, 2, new SessionId(3, -4), 5, 6, ASKED, "fr-1"),
                    new Frame.HelloOk(1, -9, ANSWERED, "uk-1"),
                    new Frame.Refused(true, "no: ä"),
                    new Frame.Fetch(1, 1L << 50, 3, true),
                    new Frame.Fetch(1, 0, 3, false),
                    new Frame.FileError(7, FileErrorCode.CHANGED, "other"),
                    new Frame.Forget(8),
                    new Frame.Ack(9),
                    new Frame.Lost(3, 10),
                    new Frame.Ping(11),
                    new Frame.Pong(12),
                    new Frame.Bye(),
                    new Frame.Rate(250_000_000),
                    new Frame.Conditions(150_100, 150_000, 4 << 20, 17, Bottleneck.LOSS),
                    new Frame.Conditions(0, 0, 0, 0, Bottleneck.ORDERS));

    private static final class Collected implements FrameDecoder.Receiver {
        final List<Frame> frames = new ArrayList<>();
        final List<byte[]> payloads = new ArrayList<>();
        boolean room = true;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void onControl(Frame frame) {
            frames.add(frame);
        }

        @Override
        public FrameDecoder.Target onData(Frame.Data header) {
            if (!room) {
                return new FrameDecoder.Target.Wait();
            }
            frames.add(header);
            buffer = ByteBuffer.allocate(header.length());
            return new FrameDecoder.Target.Into(buffer);
        }

        @Override
        public void onPayloadEnd() {
            payloads.add(buffer.array());
        }
    }

    @Test
    void everyFrameComesBackAsItWent() throws Exception {
        for (Frame frame : FRAMES) {
            byte[] bytes = FrameCodec.encode(frame);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            assertThat(in.getInt()).isEqualTo(bytes.length - 4);
            int type = in.get();
            assertThat(FrameCodec.decode(type, in)).isEqualTo(frame);
        }
    }

    @Test
    void grantsComeBackAsTheyWent() throws Exception {
        List<Frame.Binding> files =
                List.of(
                        new Frame.Binding(1, "UK", "a/Ω", 5, 6),
                        new Frame.Binding(2, "UK", "b", 0, 7));
        ByteBuffer in = ByteBuffer.wrap(FrameCodec.encode(new Frame.Grant(3, files)));
        in.position(5);
        assertThat(FrameCodec.decode(FrameCodec.GRANT, in)).isEqualTo(new Frame.Grant(3, files));
    }

    @Test
    void permitsComeBackAsTheyWent() throws Exception {
        ByteBuffer in = ByteBuffer.wrap(FrameCodec.encode(new Frame.Permit(4, new byte[] {9, 8})));
        in.position(5);
        Frame.Permit permit = (Frame.Permit) FrameCodec.decode(FrameCodec.PERMIT, in);
        assertThat(permit.number()).isEqualTo(4);
        assertThat(permit.envelope()).containsExactly(9, 8);
    }

    @Test
    void decoderTakesTheStreamInAnyPieces() throws Exception {
        Random random = new Random(5);
        byte[] payload = new byte[100_000];
        random.nextBytes(payload);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (Frame frame : FRAMES) {
            stream.write(FrameCodec.encode(frame));
            stream.write(FrameCodec.encode(new Frame.Data(1, 2, payload.length, 3)));
            stream.write(payload);
        }
        byte[] bytes = stream.toByteArray();
        for (int pieceMax : new int[] {1, 7, 1000, bytes.length}) {
            Collected collected = new Collected();
            FrameDecoder decoder = new FrameDecoder(collected);
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(pieceMax));
                ByteBuf in = Unpooled.wrappedBuffer(bytes, at, piece);
                assertThat(decoder.feed(in)).isTrue();
                assertThat(in.isReadable()).isFalse();
                at += piece;
            }
            assertThat(collected.payloads)
                    .hasSize(FRAMES.size())
                    .allMatch(p -> java.util.Arrays.equals(p, payload));
            assertThat(collected.frames)
                    .filteredOn(f -> !(f instanceof Frame.Data))
                    .isEqualTo(FRAMES);
        }
    }

    @Test
    void decoderWaitsForRoomAndLosesNothing() throws Exception {
        Collected collected = new Collected();
        collected.room = false;
        FrameDecoder decoder = new FrameDecoder(collected);
        ByteBuf in =
                Unpooled.wrappedBuffer(
                        FrameCodec.encode(new Frame.Data(1, 2, 3, 4)),
                        new byte[] {5, 6, 7},
                        FrameCodec.encode(new Frame.Bye()));
        assertThat(decoder.feed(in)).isFalse();
        assertThat(decoder.feed(in)).isFalse();
        collected.room = true;
        assertThat(decoder.feed(in)).isTrue();
        assertThat(collected.payloads).containsExactly(new byte[] {5, 6, 7});
        assertThat(collected.frames).contains(new Frame.Bye());
    }

    @Test
    void everyTruncationIsRefused() {
        for (Frame frame : FRAMES) {
            byte[] bytes = FrameCodec.encode(frame);
            for (int length = 5; length < bytes.length; length++) {
                ByteBuffer in = ByteBuffer.wrap(bytes, 5, length - 5);
                int type = bytes[4];
                assertThatThrownBy(() -> FrameCodec.decode(type, in))
                        .isInstanceOf(WireException.class);
            }
        }
    }

    @Test
    void randomBytesAreRefusedOrWaitedForAndNeverBreakTheDecoder() {
        long seed = Long.getLong("godwit.seed", 7);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 4 && random.nextBoolean()) {
                ByteBuffer.wrap(noise)
                        .putInt(1 + random.nextInt(100))
                        .put((byte) random.nextInt(15));
            }
            FrameDecoder decoder = new FrameDecoder(new Collected());
            try {
                decoder.feed(Unpooled.wrappedBuffer(noise));
            } catch (WireException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageMatching(".+");
            }
        }
    }

    @Test
    void agreesOnTheHighestVersionOfBoth() throws Exception {
        assertThat(ProtocolVersion.agree(1, 9)).isEqualTo(ProtocolVersion.CURRENT);
        assertThatThrownBy(() -> ProtocolVersion.agree(1, 1)).hasMessageContaining("upgrade");
        assertThatThrownBy(() -> ProtocolVersion.agree(5, 9)).hasMessageContaining("upgrade");
        assertThatThrownBy(() -> ProtocolVersion.agree(1, 0)).isInstanceOf(WireException.class);
    }
}
