package org.godwit.store;

import java.nio.file.Path;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The space that is kept free on the catalogue's disk. A disk that is full to the last byte fails
/// in the middle of a write, after which only opening the catalogue again tells what is there; so
/// change sets are refused before that. The system is asked each time, which takes about a
/// microsecond: space that is freed counts at once, and nobody needs to be told. Thread-safe.
final class SpaceReserve {
    private static final long MB = 1_000_000;

    private final Path directory;
    private final long reserveBytes;

    SpaceReserve(Path directory, long reserveBytes) {
        this.directory = directory;
        this.reserveBytes = reserveBytes;
    }

    /// Refuses where less than the reserve is free: [ErrorCode#UNAVAILABLE].
    void require() {
        long free = directory.toFile().getUsableSpace();
        if (free < reserveBytes) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "the disk of the catalogue in %s has %,d MB left, of which %,d MB are kept free:"
                                    .formatted(directory, free / MB, reserveBytes / MB)
                            + " nothing is written until there is more; reading goes on");
        }
    }
}
