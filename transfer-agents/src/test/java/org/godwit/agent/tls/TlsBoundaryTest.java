package org.godwit.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS between two ends in memory, where every byte passes through the test's hands.
@ParameterizedClass
@EnumSource(
        value = SslProvider.class,
        names = {"OPENSSL_REFCNT", "JDK"})
class TlsBoundaryTest {
    private static final int ROUNDS_MAX = 64;

    @TempDir Path directory;
    private final SslProvider provider;
    private final End asking = new End();
    private final End answering = new End();
    private ChannelSecurity security;

    TlsBoundaryTest(SslProvider provider) {
        this.provider = provider;
    }

    /// One end: what it has read, and what it does about it.
    private static final class End extends ChannelInboundHandlerAdapter {
        final EmbeddedChannel channel = new EmbeddedChannel();
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final List<Throwable> problems = new ArrayList<>();
        Consumer<String> onRead = _ -> {};

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            String text = bytes.toString(StandardCharsets.UTF_8);
            bytes.release();
            read.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            onRead.accept(text);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            problems.add(cause);
        }

        ChannelFuture writing(String text) {
            return channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        }

        void write(String text) {
            var _ = writing(text);
        }

        byte[] takeWritten() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuf packet = channel.readOutbound();
                    packet != null;
                    packet = channel.readOutbound()) {
                byte[] copy = new byte[packet.readableBytes()];
                packet.readBytes(copy).release();
                bytes.writeBytes(copy);
            }
            return bytes.toByteArray();
        }

        void feed(byte[] bytes, int pieceMax) {
            for (int at = 0; at < bytes.length; at += pieceMax) {
                int length = Math.min(pieceMax, bytes.length - at);
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            }
        }

        boolean hasTls() {
            return channel.pipeline().get(SslHandler.class) != null;
        }

        boolean hasBoundary() {
            return channel.pipeline().get(TlsBoundary.class) != null;
        }
    }

    @BeforeEach
    void shakeHands() {
        TestDeployment deployment = new TestDeployment(directory, EngineClock.system());
        security =
                ChannelSecurity.of(
                        deployment.agent("a"),
                        EnumSet.allOf(Protection.class),
                        MacAlgorithm.GMAC,
                        provider);
        security.protectClient(asking.channel);
        security.protectServer(answering.channel);
        asking.channel.pipeline().addLast(asking);
        answering.channel.pipeline().addLast(answering);
        SslHandler client = asking.channel.pipeline().get(SslHandler.class);
        for (int round = 0; !client.handshakeFuture().isSuccess(); round++) {
            assertThat(round).isLessThan(ROUNDS_MAX);
            asking.channel.runPendingTasks();
            answering.channel.runPendingTasks();
            answering.feed(asking.takeWritten(), Integer.MAX_VALUE);
            asking.feed(answering.takeWritten(), Integer.MAX_VALUE);
        }
        answering.feed(asking.takeWritten(), Integer.MAX_VALUE);
    }

    @AfterEach
    void close() {
        asking.channel.finishAndReleaseAll();
        answering.channel.finishAndReleaseAll();
        security.close();
    }

    private void endBehindTheAnswer() {
        answering.onRead =
                text -> {
                    if (text.equals("hello")) {
                        ChannelFuture written = answering.writing("answer,");
                        ChannelSecurity.boundary(answering.channel)
                                .endBehind(written, () -> answering.write("and more"));
                    }
                };
        asking.onRead =
                text -> {
                    if (text.equals("answer,")) {
                        ChannelSecurity.boundary(asking.channel)
                                .endHere(() -> asking.write("next"));
                    }
                };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1 << 20})
    void endsToTheByteBehindTheAnswer(int pieceMax) {
        endBehindTheAnswer();
        asking.write("hello");
        answering.feed(asking.takeWritten(), pieceMax);
        byte[] answer = answering.takeWritten();
        assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                .endsWith("and more")
                .doesNotContain("answer,");
        asking.feed(answer, pieceMax);

        assertThat(asking.problems).isEmpty();
        assertThat(answering.problems).isEmpty();
        assertThat(asking.read.toString(StandardCharsets.UTF_8)).isEqualTo("answer,and more");
        assertThat(asking.takeWritten()).asString(StandardCharsets.UTF_8).isEqualTo("next");
        answering.feed("next".getBytes(StandardCharsets.UTF_8), pieceMax);
        assertThat(answering.read.toString(StandardCharsets.UTF_8)).isEqualTo("hellonext");
        for (End end : List.of(asking, answering)) {
            assertThat(end.problems).isEmpty();
            assertThat(end.hasTls()).isFalse();
            assertThat(end.hasBoundary()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20})
    void keepsTlsWhereBothWantIt(int pieceMax) {
        answering.onRead =
                text -> {
                    if (text.equals("hello")) {
                        answering.write("answer,");
                        ChannelSecurity.boundary(answering.channel).keep();
                        answering.write("and more");
                    }
                };
        asking.onRead =
                text -> {
                    if (text.equals("answer,")) {
                        ChannelSecurity.boundary(asking.channel).keep();
                    }
                };
        asking.write("hello");
        answering.feed(asking.takeWritten(), pieceMax);
        byte[] answer = answering.takeWritten();
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("and more");
        asking.feed(answer, pieceMax);

        assertThat(asking.problems).isEmpty();
        assertThat(answering.problems).isEmpty();
        assertThat(asking.read.toString(StandardCharsets.UTF_8)).isEqualTo("answer,and more");
        for (End end : List.of(asking, answering)) {
            assertThat(end.problems).isEmpty();
            assertThat(end.hasTls()).isTrue();
            assertThat(end.hasBoundary()).isFalse();
        }
    }

    @Test
    void refusesBytesThatDoNotWaitForTheAnswer() {
        endBehindTheAnswer();
        asking.write("hello");
        byte[] hello = asking.takeWritten();
        ByteArrayOutputStream early = new ByteArrayOutputStream();
        early.writeBytes(hello);
        early.writeBytes("next".getBytes(StandardCharsets.UTF_8));
        answering.feed(early.toByteArray(), Integer.MAX_VALUE);

        assertThat(answering.read.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(answering.problems).singleElement().isInstanceOf(ProtocolException.class);
    }
}
