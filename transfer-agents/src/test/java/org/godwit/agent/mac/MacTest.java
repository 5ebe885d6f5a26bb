package org.godwit.agent.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MacTest {
    private static final byte[] SESSION = new byte[16];
    private static final Secret ONE = Secret.random(new Random(1));
    private static final Secret OTHER = Secret.random(new Random(2));

    private static SessionKeys keys(MacAlgorithm algorithm) {
        return new SessionKeys(algorithm, SESSION, ONE, OTHER);
    }

    private static ByteBuffer frame(int bytes) {
        byte[] frame = new byte[bytes];
        new Random(bytes).nextBytes(frame);
        return ByteBuffer.wrap(frame);
    }

    @ParameterizedTest
    @EnumSource(MacAlgorithm.class)
    void bothEndsOfAConnectionAgree(MacAlgorithm algorithm) {
        FrameMac source = keys(algorithm).fromSource(3);
        FrameMac destination = keys(algorithm).fromSource(3);
        for (int bytes : new int[] {1, 15, 16, 17, 40_000}) {
            ByteBuffer frame = frame(bytes);
            assertThat(destination.verify(frame, source.seal(frame))).isTrue();
            assertThat(frame.remaining()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(MacAlgorithm.class)
    void aTagHoldsForOneFrameInOnePlaceOnly(MacAlgorithm algorithm) {
        ByteBuffer frame = frame(100);
        byte[] first = keys(algorithm).fromSource(0).seal(frame);
        FrameMac later = keys(algorithm).fromSource(0);
        later.seal(frame);
        assertThat(later.verify(frame, first)).isFalse();
        assertThat(keys(algorithm).fromSource(1).verify(frame, first)).isFalse();
        assertThat(keys(algorithm).fromDestination(0).verify(frame, first)).isFalse();
        assertThat(
                        new SessionKeys(algorithm, SESSION, OTHER, ONE)
                                .fromSource(0)
                                .verify(frame, first))
                .isFalse();
        assertThat(
                        new SessionKeys(algorithm, new byte[] {1}, ONE, OTHER)
                                .fromSource(0)
                                .verify(frame, first))
                .isFalse();
        assertThat(keys(algorithm).fromSource(0).verify(frame(101), first)).isFalse();
        byte[] flipped = first.clone();
        flipped[15] ^= 1;
        assertThat(keys(algorithm).fromSource(0).verify(frame, flipped)).isFalse();
        assertThat(keys(algorithm).fromSource(0).verify(frame, new byte[0])).isFalse();
    }

    @ParameterizedTest
    @EnumSource(MacAlgorithm.class)
    void payloadsAreTaggedInManyThreadsWithoutUsingANumberTwice(MacAlgorithm algorithm)
            throws InterruptedException {
        PayloadMac source = keys(algorithm).payloads();
        PayloadMac destination = keys(algorithm).payloads();
        Set<Long> numbers = ConcurrentHashMap.newKeySet();
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            ByteBuffer payload = ByteBuffer.allocateDirect(40_000).put(frame(40_000)).flip();
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 200; i++) {
                                    PayloadTag tag = source.seal(payload);
                                    if (!numbers.add(tag.number())
                                            || !destination.verify(tag, payload)) {
                                        wrong.add(tag.toString());
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(numbers).hasSize(800);
    }

    @Test
    void poly1305IsThatOfTheStandard() throws Exception {
        SecretKeySpec key = new SecretKeySpec(new byte[32], "ChaCha20");
        ByteBuffer data = frame(70_000);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        byte[] nonce = HexFormat.of().parseHex("000000000000000000000007");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
        cipher.updateAAD(data.duplicate());
        assertThat(new Tagger(MacAlgorithm.POLY1305, key).tag(7, data)).isEqualTo(cipher.doFinal());
    }

    @Test
    void everyUseHasItsOwnKey() {
        Set<String> tags = new HashSet<>();
        ByteBuffer frame = frame(10);
        for (MacAlgorithm algorithm : MacAlgorithm.values()) {
            tags.add(HexFormat.of().formatHex(keys(algorithm).fromSource(0).seal(frame)));
            tags.add(HexFormat.of().formatHex(keys(algorithm).fromDestination(0).seal(frame)));
            tags.add(HexFormat.of().formatHex(keys(algorithm).payloads().seal(frame).tag()));
        }
        assertThat(tags).hasSize(2 * 3);
    }

    @Test
    void theTrialNamesAnAlgorithm() {
        assertThat(MacTrial.better(EngineClock.system())).isIn((Object[]) MacAlgorithm.values());
    }
}
