package org.godwit.it.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process holds.
final class Heap {
    private static final double MIB = 1 << 20;
    private static final double KIB_PER_MIB = 1 << 10;

    private Heap() {}

    /// Objects in use, after a garbage collection.
    static double liveMib() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
    }

    /// The most memory that the process ever had at a time, RocksDB's included; 0 where the system
    /// does not tell.
    static double residentPeakMib() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .map(kib -> kib / KIB_PER_MIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
