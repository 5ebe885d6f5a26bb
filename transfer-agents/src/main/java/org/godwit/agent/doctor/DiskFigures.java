package org.godwit.agent.doctor;

import java.time.Duration;
import java.util.Optional;

/// What a storage does, measured with files of its own.
///
/// @param filesystem its type, as in `ext4`
/// @param direct whether it takes O_DIRECT, which goes around the page cache
/// @param directWrite sequential, synced at the end; where it takes O_DIRECT
/// @param bufferedWrite sequential, synced every 64 MiB
/// @param read sequential, not from memory where that could be avoided
/// @param syncLatency median time to make 4 KiB durable
/// @param filesPerSecond files of 4 KiB, written and made durable by several threads
public record DiskFigures(
        String filesystem,
        boolean direct,
        Optional<Rate> directWrite,
        Optional<Rate> bufferedWrite,
        Optional<Rate> read,
        Optional<Duration> syncLatency,
        Optional<Double> filesPerSecond) {

    /// A rate and what it costs.
    ///
    /// @param cpuSecondsPerGigabyte of the threads that moved the bytes; what the kernel does on
    ///   its own is not in it
    public record Rate(double bytesPerSecond, double cpuSecondsPerGigabyte) {}

    /// The faster way to write.
    public Optional<Rate> bestWrite() {
        if (directWrite.isPresent() && bufferedWrite.isPresent()) {
            return directWrite.get().bytesPerSecond() >= bufferedWrite.get().bytesPerSecond()
                    ? directWrite
                    : bufferedWrite;
        }
        return directWrite.or(() -> bufferedWrite);
    }
}
