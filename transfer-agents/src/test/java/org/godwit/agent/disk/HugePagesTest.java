package org.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HugePagesTest {
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    @Test
    void keepTheContent() {
        ByteBuffer memory = memory();
        fill(memory);
        HugePages.use(memory);
        ByteBuffer expected = ByteBuffer.allocate(memory.capacity());
        fill(expected);
        assertThat(memory.equals(expected)).isTrue();
    }

    @Test
    void areUsedWhereTheHostHasThem() throws IOException {
        assumeTrue(
                Files.exists(SETTING) && !Files.readString(SETTING).contains("[never]"),
                "skipped: this host has no transparent huge pages");
        ByteBuffer memory = memory();
        HugePages.use(memory);
        assertThat(hugeKilobytes(MemorySegment.ofBuffer(memory).address()))
                .isGreaterThanOrEqualTo(HugePages.BYTES >> 10);
    }

    /// At an ordinary page, as a slab ring's memory.
    private static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(4 * HugePages.BYTES + 4096).alignedSlice(4096);
    }

    private static void fill(ByteBuffer memory) {
        Random random = new Random(7);
        for (int i = 0; i < memory.capacity(); i += Long.BYTES) {
            memory.putLong(i, random.nextLong());
        }
    }

    /// Of the mapping that holds an address.
    private static long hugeKilobytes(long address) throws IOException {
        boolean inside = false;
        for (String line : Files.readAllLines(MAPPINGS)) {
            String[] words = line.split("\\s+", -1);
            if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
                String[] ends = words[0].split("-", -1);
                inside =
                        Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
                                && Long.compareUnsigned(
                                                address, Long.parseUnsignedLong(ends[1], 16))
                                        < 0;
            } else if (inside && words[0].equals("AnonHugePages:")) {
                return Long.parseLong(words[1]);
            }
        }
        return 0;
    }
}
