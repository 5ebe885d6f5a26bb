package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// Writes the files of a [NightPlan].
final class NightMaker {
    private static final int BUFFER_BYTES = 1 << 20;

    /// Pixels of ten bits of noise over a constant sky, four at a time.
    private static final long NOISE = 0x03FF_03FF_03FF_03FFL;

    private static final long SKY = 0x8100_8100_8100_8100L;

    private final NightPlan plan;
    private final Path directory;

    NightMaker(NightPlan plan, Path directory) {
        this.plan = plan;
        this.directory = directory;
    }

    /// Writes all files, none of which may be there, on two threads.
    ///
    /// @param written told how many bytes were written since it was last told; thread-safe
    void make(LongConsumer written) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Parallel.run(
                2,
                () -> {
                    ByteBuffer buffer =
                            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = next.getAndIncrement();
                            i < plan.files().size();
                            i = next.getAndIncrement()) {
                        write(i, buffer, written);
                    }
                });
    }

    private void write(int index, ByteBuffer buffer, LongConsumer written) throws IOException {
        NightPlan.Planned planned = plan.files().get(index);
        Path file = directory.resolve(planned.path());
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(plan.seed() * 1_000_003 + index);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            long left = planned.bytes();
            buffer.clear();
            switch (planned.kind()) {
                case FITS -> buffer.put(FitsImage.header(planned.path(), planned.bytes()));
                case LOG, EMPTY -> {}
            }
            while (left > 0) {
                switch (planned.kind()) {
                    case FITS -> pixels(buffer, random);
                    case LOG -> lines(buffer, random);
                    case EMPTY -> {}
                }
                buffer.flip();
                buffer.limit((int) Math.min(buffer.limit(), left));
                left -= buffer.remaining();
                written.accept(buffer.remaining());
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        }
    }

    private static void pixels(ByteBuffer buffer, SplittableRandom random) {
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(SKY | (random.nextLong() & NOISE));
        }
    }

    private static void lines(ByteBuffer buffer, SplittableRandom random) {
        byte[] line = new byte[0];
        while (buffer.remaining() >= line.length) {
            buffer.put(line);
            line =
                    "seeing %4.2f arcsec, wind %d km/h\n"
                            .formatted(0.5 + random.nextDouble(), random.nextInt(40))
                            .getBytes(StandardCharsets.US_ASCII);
        }
    }
}
