package org.godwit.agent.doctor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.Adler32;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.report.Units;

/// How fast one processor computes the checksums of a block: CRC-32C at both ends, Adler-32 at the
/// destination.
final class ChecksumCheck implements Check {
    /// Smaller than a real block, so that the JVM has compiled the code soon.
    private static final int BLOCK_BYTES = 64 << 10;

    private static final Duration WARM_UP = Duration.ofMillis(250);
    private static final Duration MEASURE = Duration.ofMillis(150);

    /// Below, the JVM does not use the processor's instructions for it.
    private static final double GOOD = 2e9;

    @Override
    public String about() {
        return "checksums";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        double crc = secondsPerGigabyte(host, cancellation, () -> BlockChecksum.of(1, 0, block));
        double adler =
                secondsPerGigabyte(
                        host,
                        cancellation,
                        () -> {
                            Adler32 sum = new Adler32();
                            sum.update(block.duplicate());
                            return sum.getValue();
                        });
        String text =
                "CRC-32C %s, Adler-32 %s on one processor"
                        .formatted(Units.rate(1e9 / crc), Units.rate(1e9 / adler));
        Finding finding =
                1e9 / Math.max(crc, adler) >= GOOD
                        ? Finding.ok("checksums", text)
                        : Finding.warn("checksums", text + ": the JVM interprets them")
                                .advising(
                                        "etc/jvm/agent.options: leave out -Xint and -XX:TieredStopAtLevel");
        return List.of(finding.costing(new Cost(crc, crc + adler)));
    }

    /// Processor time for 10⁹ bytes, once the code is compiled.
    private static double secondsPerGigabyte(
            Host host, Cancellation cancellation, LongSupplier work) {
        repeat(host, cancellation, WARM_UP, work);
        long cpu = CpuTime.nanos();
        long bytes = repeat(host, cancellation, MEASURE, work);
        return Math.max(1e-6, CpuTime.perGigabyte(CpuTime.nanos() - cpu, bytes));
    }

    private static long repeat(
            Host host, Cancellation cancellation, Duration time, LongSupplier work) {
        long begin = host.clock().nanoTime();
        long bytes = 0;
        long sink = 0;
        do {
            cancellation.check();
            sink ^= work.getAsLong();
            bytes += BLOCK_BYTES;
        } while (host.clock().nanoTime() - begin < time.toNanos());
        // The result is used, so that the compiler does not leave the work out.
        return sink == Long.MIN_VALUE ? 0 : bytes;
    }
}
