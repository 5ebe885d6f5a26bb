package org.godwit.it.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.godwit.cli.grid.GridPlan.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A destination that is full. Mounts a small tmpfs, so it needs root.
final class DiskFullIT {
    private static final int FILE_BYTES = 20_000_000;
    private static final int BALLAST_BYTES = 20_000_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory = Path.of("");

    private boolean mounted;

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", small().toString());
        }
    }

    private Path small() {
        return directory.resolve("small");
    }

    @Test
    void theFailureNamesSiteAndSpaceOthersGoOnAndFreedSpaceIsEnough() throws Exception {
        Files.createDirectories(small());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", small().toString()) == 0;
        assumeTrue(mounted, "mounting a tmpfs needs root");
        Path ballast = Files.write(small().resolve("ballast"), new byte[BALLAST_BYTES]);
        try (ProcessGrid grid =
                ProcessGrid.start(
                        directory.resolve("grid"), new Storage("FR-SMALL", small(), false))) {
            byte[] content = new byte[FILE_BYTES];
            new SplittableRandom(1).nextBytes(content);
            grid.write("large", "l.fits", content);
            grid.register("large");

            String toSmall = grid.rule("keep 1 copy at FR-SMALL of demo:large");
            String reason = grid.awaitFailure("large/l.fits", "FR-SMALL");
            assertThat(reason).contains("FR").containsPattern("20[., ]?0*").contains("free");
            assertThat(grid.godwit("transfer", "explain", "demo:large/l.fits", "FR-SMALL").out())
                    .contains("free");

            grid.awaitOk(grid.rule("keep 2 copies at FR+US of demo:large"));
            assertThat(grid.ruleNow(toSmall).at("state").text()).isNotEqualTo("OK");

            Files.delete(ballast);
            grid.awaitOk(toSmall);
            assertThat(grid.proof("large", "FR", "US", "FR-SMALL").problems()).isEmpty();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
