package org.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class SyntheticFileTest {
    private static final long SEED = 20_260_727;

    private static SyntheticFile file(long bytes) {
        return new SyntheticFile(bytes, SEED, _ -> {}, () -> {});
    }

    private static byte[] read(SyntheticFile file, long offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int read = file.read(into, offset);
        assertThat(read).isEqualTo(into.position());
        return Arrays.copyOf(into.array(), read);
    }

    @Test
    void theContentDoesNotDependOnHowItIsRead() throws IOException {
        SyntheticFile file = file(5_000_000);
        byte[] whole = read(file, 0, 5_000_000);
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(5_000_000);
            int length = 1 + random.nextInt(2_000_000);
            byte[] part = read(file, from, length);
            assertThat(part).hasSize(Math.min(length, 5_000_000 - from));
            assertThat(Arrays.equals(whole, from, from + part.length, part, 0, part.length))
                    .isTrue();
        }
    }

    @Test
    void endsAtItsEnd() throws IOException {
        assertThat(read(file(10), 4, 100)).hasSize(6);
        assertThat(read(file(10), 10, 100)).isEmpty();
        assertThat(read(file(1L << 40), (1L << 40) - 7, 100)).hasSize(7);
    }

    @Test
    void neitherABlockNorItsNeighboursCompress() throws IOException {
        Deflater deflater = new Deflater();
        byte[] content = read(file(1 << 20), 0, 1 << 20);
        deflater.setInput(content);
        deflater.finish();
        int compressed = 0;
        byte[] out = new byte[1 << 16];
        while (!deflater.finished()) {
            compressed += deflater.deflate(out);
        }
        deflater.end();
        assertThat(compressed).isGreaterThan(content.length);
        assertThat(read(file(3 << 20), 0, 1 << 20))
                .isNotEqualTo(read(file(3 << 20), 1 << 20, 1 << 20));
    }
}
