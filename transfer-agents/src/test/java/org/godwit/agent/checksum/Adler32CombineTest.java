package org.godwit.agent.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class Adler32CombineTest {
    private static int adler(byte[] bytes, int from, int length) {
        Adler32 adler = new Adler32();
        adler.update(bytes, from, length);
        return (int) adler.getValue();
    }

    @RepeatedTest(100)
    void equalsTheChecksumOfTheWhole(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] bytes = new byte[random.nextInt(300_000)];
        random.nextBytes(bytes);
        int combined = Adler32Combine.EMPTY;
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
            combined = Adler32Combine.combine(combined, adler(bytes, at, length), length);
            at += length;
        }
        assertThat(combined).isEqualTo(adler(bytes, 0, bytes.length));
    }

    @Test
    void holdsForPartsLongerThanTheModulus() {
        byte[] ones = new byte[65_521 * 3 + 7];
        java.util.Arrays.fill(ones, (byte) 0xFF);
        int head = adler(ones, 0, 11);
        int tail = adler(ones, 11, ones.length - 11);
        assertThat(Adler32Combine.combine(head, tail, ones.length - 11))
                .isEqualTo(adler(ones, 0, ones.length));
        assertThat(Adler32Combine.combine(Adler32Combine.EMPTY, head, 11)).isEqualTo(head);
        assertThat(Adler32Combine.combine(head, Adler32Combine.EMPTY, 0)).isEqualTo(head);
    }

    @Test
    void bindsABlockToItsFileAndPlace() {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        int checksum = BlockChecksum.of(7, 4096, payload);
        assertThat(BlockChecksum.of(7, 4096, payload)).isEqualTo(checksum);
        assertThat(BlockChecksum.of(8, 4096, payload)).isNotEqualTo(checksum);
        assertThat(BlockChecksum.of(7, 8192, payload)).isNotEqualTo(checksum);
        assertThat(BlockChecksum.of(7, 4096, payload.slice(0, 3))).isNotEqualTo(checksum);
        assertThat(payload.position()).isZero();
    }
}
