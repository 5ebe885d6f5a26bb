package org.godwit.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a shell script in place of `godwit`.
final class GridProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path directory = Path.of("");
    private GridLayout layout = new GridLayout(Path.of(""));
    private ProcessIds ids = new ProcessIds(layout);

    @BeforeEach
    void layOut() throws IOException {
        layout = new GridLayout(directory);
        ids = new ProcessIds(layout);
        Files.createDirectories(layout.log("sleeper").getParent());
    }

    @AfterEach
    void leaveNothingBehind() {
        ids.stopAll(PATIENCE);
    }

    private GridProcess start(boolean tied, String script) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return GridProcess.start(
                new Launcher(program),
                layout,
                new GridProcess.Start("sleeper", List.of("one", "two"), "-Xmx1m", tied),
                ids);
    }

    @Test
    void givesWordsOptionsAndTieToTheProgramAndLogsWhatItSays() throws Exception {
        GridProcess process = start(true, "echo \"$GODWIT_OPTS $*\"; exec cat\n");
        awaitALine(layout.log("sleeper"));
        process.stop(PATIENCE);
        assertThat(process.isAlive()).isFalse();
        assertThat(layout.log("sleeper")).hasContent("-Xmx1m one two --exit-with-parent");
    }

    private static void awaitALine(Path log) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("\n")) {
            assertThat(System.nanoTime()).as("nothing was logged").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Test
    void killLeavesNoTimeToTidyUp() throws Exception {
        GridProcess process =
                start(
                        true,
                        "trap 'echo tidied' TERM; echo started; while true; do sleep 0.05; done\n");
        process.kill();
        assertThat(process.isAlive()).isFalse();
        assertThat(Files.readString(layout.log("sleeper"))).doesNotContain("tidied");
        assertThat(ids.running()).isEmpty();
    }

    @Test
    void anotherProcessCanStopWhatIsNotTied() throws Exception {
        GridProcess process = start(false, "exec sleep 600\n");
        assertThat(ids.running()).extracting(ProcessHandle::pid).containsExactly(process.id());
        assertThat(new ProcessIds(layout).stopAll(PATIENCE)).isEqualTo(1);
        assertThat(ids.running()).isEmpty();
        assertThat(ids.stopAll(PATIENCE)).isZero();
    }

    @Test
    void leavesALaterProcessWithTheSameIdAlone() throws Exception {
        Files.createDirectories(layout.processIds());
        Files.writeString(
                layout.processIds().resolve("engine.pid"),
                ProcessHandle.current().pid() + " 1999-12-31T23:59:59Z\n");
        assertThat(ids.running()).isEmpty();
        assertThat(ids.stopAll(PATIENCE)).isZero();
    }
}
