package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StoragePath;
import org.junit.jupiter.api.Test;

/// By system calls, past the page cache where the filesystem can.
class PosixStorageTest extends PosixStorageContract {
    @Override
    PosixOptions options() {
        return PosixOptions.AUTO;
    }

    @Test
    void theKernelCanSendWhatLiesInThePageCache() throws Exception {
        Files.write(directory.resolve("f"), new byte[1 << 20]);
        try (SourceFile file = storage().open(StoragePath.parse("f"))) {
            assertThat(file.sendable(0, 1 << 20)).isPresent();
        }
    }
}
