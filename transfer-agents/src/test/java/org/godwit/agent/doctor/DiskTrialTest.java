package org.godwit.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.godwit.config.AgentConfig;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTrialTest {
    private static final DiskTrial.Bounds SHORT =
            new DiskTrial.Bounds(32L << 20, Duration.ofMillis(60));

    @TempDir private Path root = Path.of("");
    private final Cancellation cancellation = new Cancellation();

    private DiskTrial trial(Path directory) {
        return new DiskTrial(
                directory, SHORT, new LinuxKernel(), EngineClock.system(), cancellation);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root)).toList();
        }
    }

    @Test
    void measuresAndLeavesNothing() throws IOException {
        Path file = Files.writeString(root.resolve("a user's file"), "data");
        DiskFigures figures = trial(root).measure();
        assertThat(figures.filesystem()).isNotBlank();
        assertThat(figures.bestWrite().orElseThrow().bytesPerSecond()).isPositive();
        assertThat(figures.bufferedWrite().orElseThrow().cpuSecondsPerGigabyte()).isPositive();
        assertThat(figures.directWrite().isPresent()).isEqualTo(figures.direct());
        assertThat(figures.read().orElseThrow().bytesPerSecond()).isPositive();
        assertThat(figures.filesPerSecond().orElseThrow()).isPositive();
        assertThat(figures.syncLatency().orElseThrow()).isPositive();
        assertThat(left()).containsExactly(file);
    }

    @Test
    void godwitsOwnDirectoryStaysIfItWasThere() throws IOException {
        Path incoming = Files.createDirectories(root.resolve(".godwit/incoming"));
        trial(root).measure();
        assertThat(left()).containsExactlyInAnyOrder(root.resolve(".godwit"), incoming);
    }

    @Test
    void whatAKilledDoctorLeftIsRemoved() throws IOException {
        Path old = Files.createDirectories(root.resolve(".godwit/doctor-old"));
        Files.writeString(old.resolve("small-1"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path running = Files.createDirectory(root.resolve(".godwit/doctor-running"));
        trial(root).measure();
        assertThat(old).doesNotExist();
        assertThat(running).exists();
    }

    @Test
    void aCancelledTrialRemovesItsFiles() throws IOException {
        cancellation.cancel();
        assertThatThrownBy(() -> trial(root).measure()).isInstanceOf(CancellationException.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void aReadOnlyStorageIsOnlyRead() throws IOException {
        Path file = root.resolve("night/large");
        Files.createDirectories(root.resolve("night"));
        Files.write(file, new byte[Math.toIntExact(DiskTrial.BYTES_LEAST)]);
        Files.writeString(root.resolve("small"), "x");
        FakeHost host =
                new FakeHost(root.resolve("host"))
                        .serving(512L << 20, new AgentConfig.Storage("FR-RO", root, true));
        List<Path> before = left();
        Finding finding = host.find(new DiskCheck(), "disk-read");
        assertThat(finding.title()).isEqualTo("disk-read FR-RO");
        assertThat(finding.bytesPerSecondMax()).isPresent();
        assertThat(left()).isEqualTo(before);
    }

    @Test
    void aReadOnlyStorageWithoutALargeFileIsUnknown() throws IOException {
        Path empty = Files.createDirectory(root.resolve("empty"));
        FakeHost host =
                new FakeHost(root.resolve("host"))
                        .serving(512L << 20, new AgentConfig.Storage("FR-RO", empty, true));
        assertThat(host.find(new DiskCheck(), "disk").health()).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void aStorageThatIsNotThereIsBad() {
        FakeHost host =
                new FakeHost(root.resolve("host"))
                        .serving(
                                512L << 20,
                                new AgentConfig.Storage("FR", root.resolve("gone"), false));
        Finding finding = host.find(new DiskCheck(), "disk");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.advice().orElseThrow()).startsWith("mkdir -p ");
    }

    @Test
    void aSlowDiskLimitsTheRateAndSaysWhatTheLinkMayTake() {
        DiskFigures.Rate slow = new DiskFigures.Rate(610e6, 0.42);
        List<Finding> findings =
                DiskCheck.findings(
                        FakeHost.GOAL,
                        new DiskFigures(
                                "ext4",
                                false,
                                Optional.empty(),
                                Optional.of(slow),
                                Optional.of(new DiskFigures.Rate(2e9, 0.1)),
                                Optional.of(Duration.ofMillis(9)),
                                Optional.of(800.0)));
        assertThat(findings)
                .extracting(Finding::name, Finding::health)
                .containsExactly(
                        tuple("disk-write", Health.BAD),
                        tuple("disk-read", Health.OK),
                        tuple("small-files", Health.WARN));
        assertThat(findings.getFirst().advice().orElseThrow()).contains("--rate-max 610MB/s");
        assertThat(findings.getFirst().cost().receiving()).isEqualTo(0.42);
    }
}
