package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.godwit.agent.doctor.Cost;
import org.godwit.agent.doctor.Diagnosis;
import org.godwit.agent.doctor.Finding;
import org.godwit.agent.doctor.Goal;
import org.godwit.agent.doctor.Health;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentDoctorTest {
    private static final Diagnosis DIAGNOSIS =
            new Diagnosis(
                    new Goal(1_000_000_000, Duration.ofMillis(150)),
                    List.of(
                            finding("java", Health.OK, "Java 25", Optional.empty()),
                            new Finding(
                                    "disk-write",
                                    Optional.of("FR-DISK"),
                                    Health.BAD,
                                    "ext4 writes 610 MB/s",
                                    Optional.of("use faster disks"),
                                    OptionalLong.of(610_000_000),
                                    Cost.NONE),
                            finding(
                                    "clock",
                                    Health.WARN,
                                    "nothing keeps it right",
                                    Optional.of("timedatectl set-ntp true"))));

    @TempDir private Path directory = Path.of("");
    private final Shell shell = new Shell(Map.of());

    private static Finding finding(
            String name, Health health, String text, Optional<String> advice) {
        return new Finding(
                name, Optional.empty(), health, text, advice, OptionalLong.empty(), Cost.NONE);
    }

    private static String printed(Format format, String... columns) {
        StringWriter text = new StringWriter();
        DiagnosisText.print(
                DIAGNOSIS,
                new Output(new PrintWriter(text), Terminal.NONE, format, List.of(columns)));
        return text.toString();
    }

    @Test
    void peopleReadTheWorstFirstAndTheVerdictLast() {
        assertThat(printed(Format.table))
                .isEqualTo(
                        """
                        CHECK               STATE  FINDING
                        disk-write FR-DISK  bad    ext4 writes 610 MB/s
                        clock               warn   nothing keeps it right
                        java                ok     Java 25

                        What to do:
                          # disk-write FR-DISK: bad
                          use faster disks
                          # clock: warn
                          timedatectl set-ntp true

                        1.0 GB/s over 150 ms cannot be had; what limits it most is disk-write FR-DISK, which allows 610 MB/s
                        """);
    }

    @Test
    void programsReadOneDocument() {
        assertThat(printed(Format.json))
                .isEqualToIgnoringNewLines(
                        """
                        {"bytes_per_second_wanted":1000000000,"rtt_ms":150,"reachable":false,\
                        "limit":{"name":"disk-write","subject":"FR-DISK","state":"bad",\
                        "finding":"ext4 writes 610 MB/s","advice":"use faster disks","bytes_per_second_max":610000000},\
                        "summary":"1.0 GB/s over 150 ms cannot be had; what limits it most is disk-write FR-DISK, which allows 610 MB/s",\
                        "checks":[\
                        {"name":"disk-write","subject":"FR-DISK","state":"bad",\
                        "finding":"ext4 writes 610 MB/s","advice":"use faster disks","bytes_per_second_max":610000000},\
                        {"name":"clock","subject":null,"state":"warn",\
                        "finding":"nothing keeps it right","advice":"timedatectl set-ntp true","bytes_per_second_max":null},\
                        {"name":"java","subject":null,"state":"ok",\
                        "finding":"Java 25","advice":null,"bytes_per_second_max":null}]}
                        """);
    }

    @Test
    void tablesOfPeopleAndCsvTakeColumns() {
        assertThat(printed(Format.csv, "name", "state"))
                .isEqualTo("name,state\r\ndisk-write,bad\r\nclock,warn\r\njava,ok\r\n");
    }

    @Test
    void aRateThatThisHostHasIsReachable() throws IOException {
        Path rse = Files.createDirectory(directory.resolve("rse"));
        assertThat(shell.run("admin", "init", directory.resolve("dep").toString())).isZero();
        Path config =
                Files.writeString(
                        directory.resolve("agent.yaml"),
                        """
                        site: FR
                        state: state
                        engine: {host: localhost}
                        tls: {certificate: dep/engine.crt, key: dep/engine.key, authority: dep/ca.crt}
                        rses: [{name: FR-DISK, root: %s}]
                        """
                                .formatted(rse));
        int code =
                shell.run(
                        "agent",
                        "doctor",
                        "--config",
                        config.toString(),
                        "--rate",
                        "1kB/s",
                        "--rtt-ms",
                        "1",
                        "-o",
                        "csv",
                        "--columns",
                        "name,state,finding");
        // The certificate is the engine's: no agent starts with it.
        assertThat(code).as(shell.err()).isEqualTo(ExitCode.ERROR.code());
        assertThat(shell.out())
                .contains("certificate,bad,", "must be an agent's")
                .contains("disk-write,", "send-window,ok,", "tls,");
        try (Stream<Path> left = Files.list(rse)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void wrongArgumentsAreRefusedBeforeAnythingIsMeasured() {
        assertThat(shell.run("agent", "doctor", "--rate", "fast")).isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.run("agent", "doctor", "--rtt-ms", "-1")).isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.run("agent", "doctor", "--peer", "nowhere"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("HOST:PORT");
        assertThat(shell.run("agent", "doctor", "--config", "/no/such/agent.yaml"))
                .isEqualTo(ExitCode.USAGE.code());
    }
}
