package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
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

/// Someone on the way who changes frames of a session under integrity: the file is right all the
/// same, and what was changed was noticed.
@ParameterizedClass
@EnumSource(MacAlgorithm.class)
class TamperingTest {
    private static final int BLOCK = Site.OPTIONS.blockBytes();

    /// Prefix, header, tag of the payload, tag of the header.
    private static final int DATA_HEAD = 5 + 20 + 24 + 16;

    private static final int ATTACKS = 3;

    @TempDir Path directory;
    private final MacAlgorithm mac;
    private TestDeployment deployment;
    private Site uk;
    private Site fr;

    TamperingTest(MacAlgorithm mac) {
        this.mac = mac;
    }

    @BeforeEach
    void startSites() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        uk = new Site("UK", directory.resolve("uk"), security("UK"));
        fr = new Site("FR", directory.resolve("fr"), security("FR"));
        fr.protectedBy(Protection.INTEGRITY);
    }

    private ChannelSecurity security(String agent) {
        return ChannelSecurity.of(deployment.agent(agent), EnumSet.allOf(Protection.class), mac);
    }

    @AfterEach
    void stopSites() {
        uk.close();
        fr.close();
    }

    private static TransferOrder through(FrameProxy proxy, TransferOrder order) {
        return Moves.fromPort(order, proxy.port());
    }

    private TransferOutcome.Completed move(FrameProxy proxy, String path, byte[] content) {
        TransferOrder order = Moves.order(uk, fr, path, content, path.hashCode() & 0xff);
        TransferOutcome.Completed done = Moves.start(fr, through(proxy, order)).completed();
        assertThat(Moves.read(fr, path)).isEqualTo(content);
        return done;
    }

    private static void assertEnded(FrameProxy proxy) {
        EngineClock clock = EngineClock.system();
        long deadline = clock.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (proxy.ended.get() == 0) {
            assertThat(clock.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// Makes one change at a time to what passes, a few times in all, and not too close together.
    abstract static class Attack implements FrameProxy.Attacker {
        int done;
        private int passed;

        /// What goes on instead of this frame; empty where this one is of no use.
        abstract Optional<List<byte[]>> change(FrameProxy.Unit unit);

        @Override
        public List<byte[]> instead(FrameProxy.Unit unit) {
            if (!unit.isRecord() && done < ATTACKS && ++passed > 12) {
                Optional<List<byte[]>> changed = change(unit);
                if (changed.isPresent()) {
                    done++;
                    passed = 0;
                    return changed.get();
                }
            }
            return List.of(unit.bytes());
        }
    }

    /// Attacks that a frame's tag must find, so that the connection ends.
    enum OnFrames {
        FLIP_CONTROL {
            @Override
            Attack attack() {
                return flip(unit -> !unit.isData() && !unit.fromSource(), 5);
            }
        },
        FLIP_LENGTH {
            @Override
            Attack attack() {
                return flip(FrameProxy.Unit::isData, 3);
            }
        },
        FLIP_TYPE {
            @Override
            Attack attack() {
                return flip(unit -> !unit.isData(), 4);
            }
        },
        FLIP_OFFSET {
            @Override
            Attack attack() {
                return flip(FrameProxy.Unit::isData, 5 + 4 + 5);
            }
        },
        FLIP_PAYLOAD_TAG {
            @Override
            Attack attack() {
                return flip(FrameProxy.Unit::isData, 5 + 20 + 8);
            }
        },
        FLIP_TAG {
            @Override
            Attack attack() {
                return flip(FrameProxy.Unit::isData, DATA_HEAD - 1);
            }
        },
        DROP {
            @Override
            Attack attack() {
                return new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return Optional.of(List.of());
                    }
                };
            }
        },
        REPEAT {
            @Override
            Attack attack() {
                return new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return Optional.of(List.of(unit.bytes(), unit.bytes()));
                    }
                };
            }
        },
        SWAP {
            @Override
            Attack attack() {
                return new Swap();
            }
        },
        REPLAY_EARLIER_ONE {
            @Override
            Attack attack() {
                return new Replay((then, now) ->
                        then.connection() == now.connection()
                                && then.fromSource() == now.fromSource());
            }
        },
        FROM_ANOTHER_CONNECTION {
            @Override
            Attack attack() {
                return new Replay((then, now) ->
                        then.connection() != now.connection()
                                && then.fromSource() == now.fromSource());
            }
        },
        REFLECT {
            @Override
            Attack attack() {
                return new Replay((then, now) ->
                        then.connection() == now.connection()
                                && then.fromSource() != now.fromSource());
            }
        };

        abstract Attack attack();

        private static Attack flip(Predicate<FrameProxy.Unit> of, int at) {
            return new Attack() {
                @Override
                Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                    if (!of.test(unit)) {
                        return Optional.empty();
                    }
                    byte[] bytes = unit.bytes().clone();
                    bytes[at] ^= 1;
                    return Optional.of(List.of(bytes));
                }
            };
        }
    }

    /// Holds a Data frame back until the next one of its connection has passed.
    private static final class Swap extends Attack {
        private final Map<Integer, byte[]> heldBack = new HashMap<>();

        @Override
        Optional<List<byte[]>> change(FrameProxy.Unit unit) {
            if (!unit.isData() || !heldBack.isEmpty()) {
                return Optional.empty();
            }
            heldBack.put(unit.connection(), unit.bytes());
            return Optional.of(List.of());
        }

        @Override
        public List<byte[]> instead(FrameProxy.Unit unit) {
            if (unit.isData() && heldBack.containsKey(unit.connection())) {
                return List.of(unit.bytes(), heldBack.remove(unit.connection()));
            }
            return super.instead(unit);
        }
    }

    /// Puts a frame that passed before in the place of one that passes now.
    private static final class Replay extends Attack {
        interface Choice {
            boolean fits(FrameProxy.Unit then, FrameProxy.Unit now);
        }

        private final Choice choice;
        private final List<FrameProxy.Unit> seen = new ArrayList<>();

        Replay(Choice choice) {
            this.choice = choice;
        }

        @Override
        Optional<List<byte[]>> change(FrameProxy.Unit unit) {
            return seen.stream()
                    .filter(then -> choice.fits(then, unit))
                    .findFirst()
                    .map(then -> List.of(then.bytes()));
        }

        @Override
        public List<byte[]> instead(FrameProxy.Unit unit) {
            List<byte[]> instead = super.instead(unit);
            if (!unit.isRecord()) {
                seen.add(unit);
            }
            return instead;
        }
    }

    @ParameterizedTest
    @EnumSource(OnFrames.class)
    void endsTheConnectionOfAFrameThatIsNotTheNextOne(OnFrames kind) throws IOException {
        byte[] content = Moves.put(uk, "f", 150 * BLOCK, 1);
        Attack attack = kind.attack();
        try (FrameProxy proxy = new FrameProxy(uk.port, attack)) {
            move(proxy, "f", content);

            assertThat(attack.done).as("attacks").isPositive();
            assertEnded(proxy);
        }
    }

    @Test
    void endsTheConnectionOfAFrameFromAnotherSession() throws IOException {
        byte[] first = Moves.put(uk, "first", 40 * BLOCK, 1);
        byte[] second = Moves.put(uk, "second", 150 * BLOCK, 2);
        List<byte[]> recorded = new ArrayList<>();
        try (FrameProxy proxy =
                new FrameProxy(
                        uk.port,
                        unit -> {
                            if (unit.isData()) {
                                recorded.add(unit.bytes());
                            }
                            return List.of(unit.bytes());
                        })) {
            move(proxy, "first", first);
        }
        Attack attack =
                new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return unit.isData()
                                ? Optional.of(List.of(recorded.removeFirst()))
                                : Optional.empty();
                    }
                };
        try (FrameProxy proxy = new FrameProxy(uk.port, attack)) {
            move(proxy, "second", second);
            assertThat(attack.done).isPositive();
            assertEnded(proxy);
        }
    }

    @Test
    void fetchesOnlyABlockWhosePayloadWasChangedAgain() throws IOException {
        byte[] content = Moves.put(uk, "f", 150 * BLOCK, 1);
        Attack attack =
                new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return changePayload(unit, TamperingTest::flipMiddle);
                    }
                };
        assertOnlyChangedBlocksCameAgain(attack, content);
    }

    @Test
    void findsAChangeOfThePayloadThatTheChecksumDoesNot() throws IOException {
        byte[] content = Moves.put(uk, "f", 150 * BLOCK, 1);
        byte[] probe = Arrays.copyOf(content, BLOCK);
        int before = BlockChecksum.of(1, 0, ByteBuffer.wrap(probe));
        addGenerator(probe, 0);
        assertThat(BlockChecksum.of(1, 0, ByteBuffer.wrap(probe))).isEqualTo(before);

        Attack attack =
                new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return changePayload(unit, TamperingTest::addGenerator);
                    }
                };
        assertOnlyChangedBlocksCameAgain(attack, content);
    }

    private void assertOnlyChangedBlocksCameAgain(Attack attack, byte[] content)
            throws IOException {
        try (FrameProxy proxy = new FrameProxy(uk.port, attack)) {
            TransferOutcome.Completed done = move(proxy, "f", content);
            assertThat(attack.done).isEqualTo(ATTACKS);
            assertThat(done.bytesMoved()).isEqualTo(content.length + (long) ATTACKS * BLOCK);
            assertThat(proxy.ended).as("connections closed").hasValue(0);
        }
    }

    private interface Change {
        void apply(byte[] frame, int payloadAt);
    }

    private static Optional<List<byte[]>> changePayload(FrameProxy.Unit unit, Change change) {
        if (!unit.isData()) {
            return Optional.empty();
        }
        byte[] bytes = unit.bytes().clone();
        change.apply(bytes, DATA_HEAD);
        return Optional.of(List.of(bytes));
    }

    private static void flipMiddle(byte[] frame, int payloadAt) {
        frame[payloadAt + (frame.length - payloadAt) / 2] ^= 0x10;
    }

    /// Adds the generator polynomial of CRC-32C to the first bits of the payload, in the order in
    /// which the checksum takes them: its value stays.
    private static void addGenerator(byte[] frame, int payloadAt) {
        long generator = 0x1_1EDC_6F41L;
        for (int bit = 0; bit <= 32; bit++) {
            if ((generator >>> (32 - bit) & 1) != 0) {
                frame[payloadAt + bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void keepsWhatCameBeforeAConnectionIsCutWithinAFrame() throws IOException {
        byte[] content = Moves.put(uk, "f", 150 * BLOCK, 1);
        Attack attack =
                new Attack() {
                    @Override
                    Optional<List<byte[]>> change(FrameProxy.Unit unit) {
                        return unit.isData()
                                ? Optional.of(List.of(Arrays.copyOf(unit.bytes(), DATA_HEAD + 100)))
                                : Optional.empty();
                    }
                };
        // What follows the cut is read as the rest of the payload; then nothing fits any more.
        try (FrameProxy proxy = new FrameProxy(uk.port, attack)) {
            TransferOutcome.Completed done = move(proxy, "f", content);
            assertThat(attack.done).isEqualTo(ATTACKS);
            assertThat(done.bytesMoved())
                    .isLessThanOrEqualTo(content.length + 2L * ATTACKS * BLOCK);
        }
    }

    @Test
    void showsNothingButTlsUntilTheGreetingIsAnswered() throws IOException {
        byte[] content = Moves.put(uk, "f", 10 * BLOCK, 1);
        Map<Integer, Integer> recordsAfterFrames = new HashMap<>();
        Map<Integer, Integer> framesOf = new HashMap<>();
        try (FrameProxy proxy =
                new FrameProxy(
                        uk.port,
                        unit -> {
                            if (!unit.isRecord()) {
                                framesOf.merge(unit.connection(), 1, Integer::sum);
                            } else if (framesOf.containsKey(unit.connection())) {
                                recordsAfterFrames.merge(unit.connection(), 1, Integer::sum);
                            }
                            return List.of(unit.bytes());
                        })) {
            move(proxy, "f", content);
        }
        assertThat(framesOf).isNotEmpty();
        assertThat(recordsAfterFrames).isEmpty();
    }

    @Test
    void goesOnWithNothingLessWhenTheGreetingIsTamperedWith() throws IOException {
        byte[] content = Moves.put(uk, "f", 10 * BLOCK, 1);
        int[] damaged = new int[1];
        int[] frames = new int[1];
        try (Site hasty =
                        new Site(
                                "ES",
                                directory.resolve("es"),
                                security("ES"),
                                Site.OPTIONS.withTimes(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(9),
                                        Duration.ofSeconds(9)),
                                ConnectionTap.NONE,
                                null,
                                true);
                FrameProxy proxy =
                        new FrameProxy(
                                uk.port,
                                unit -> {
                                    byte[] bytes = unit.bytes().clone();
                                    // Application data: the end of the handshake, then greetings.
                                    if (unit.isRecord() && bytes[0] == 23) {
                                        bytes[bytes.length - 1] ^= 1;
                                        damaged[0]++;
                                    }
                                    frames[0] += unit.isRecord() ? 0 : 1;
                                    return List.of(bytes);
                                })) {
            hasty.protectedBy(Protection.INTEGRITY);
            TransferOrder order = Moves.order(uk, hasty, "f", content, 1);

            TransferOutcome.Failed failed = Moves.start(hasty, through(proxy, order)).failed();

            assertThat(failed.reason()).contains("no connection");
            assertThat(damaged[0]).isPositive();
            assertThat(frames[0]).isZero();
            assertThat(hasty.visible()).isEmpty();
        }
    }
}
