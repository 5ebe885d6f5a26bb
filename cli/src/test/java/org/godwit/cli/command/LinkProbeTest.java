package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `godwit link probe` against canned answers.
final class LinkProbeTest {
    private static final String HEAD =
            "{\"id\":\"3-1\",\"source\":\"FR\",\"destination\":\"US\",\"seconds\":10,\"bytes_per_second_max\":250000000,";
    private static final String MOVING =
            HEAD
                    + "\"state\":\"moving\",\"reason\":null,\"samples\":[{\"bytes_per_second\":236000000,"
                    + "\"connections\":32,\"rtt_ms\":151.2,\"retransmitted\":0.0001}],\"disks\":[]}";
    private static final String DONE =
            HEAD
                    + "\"state\":\"done\",\"reason\":null,\"samples\":[],"
                    + "\"result\":{\"bytes_per_second\":236000000,\"connections\":32,\"rtt_ms\":151.2,"
                    + "\"rtt_ms_min\":150.3,\"retransmitted\":0.0001,\"limited_by\":\"pacing\"},\"disks\":["
                    + "{\"site\":\"FR\",\"rse\":\"FR-DISK\",\"read_bytes_per_second\":1900000000,\"write_bytes_per_second\":0,\"problem\":null},"
                    + "{\"site\":\"US\",\"rse\":\"US-DISK\",\"read_bytes_per_second\":0,\"write_bytes_per_second\":610000000,\"problem\":null},"
                    + "{\"site\":\"US\",\"rse\":\"US-OLD\",\"read_bytes_per_second\":0,\"write_bytes_per_second\":0,\"problem\":\"too little space\"}]}";

    @TempDir private Path directory = Path.of("");
    private FakeEngine engine;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine(directory.resolve("ca"));
        shell = new Shell(engine.environment());
        engine.answers("POST", "/links/FR/US/probe", 201, MOVING);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void saysInWordsWhatWasMeasuredAndWhatLimits() {
        engine.answers("GET", "/probes/3-1", 200, MOVING).answers("GET", "/probes/3-1", 200, DONE);
        assertThat(shell.run("link", "probe", "FR", "US")).as(shell.err()).isZero();
        assertThat(shell.out())
                .isEqualTo(
                        """
                        FR → US: RTT 150.3 ms; 0.01 % retransmitted; 236 MB/s over 32 connections (94 % of the cap of 250 MB/s)
                        FR disk FR-DISK reads 1.9 GB/s
                        US disk US-DISK writes 610 MB/s
                        US disk US-OLD was not measured: too little space
                        a campaign of 1.0 GB/s is limited by the link (its cap) to 236 MB/s
                        """);
        assertThat(shell.err()).isEmpty();
        assertThat(engine.requests().getFirst().body())
                .isEqualTo("{\"seconds\":10,\"disks\":true}");
    }

    @Test
    void aCampaignThatItCarriesIsSaidToBeCarried() {
        engine.answers("GET", "/probes/3-1", 200, DONE);
        assertThat(shell.run("link", "probe", "FR", "US", "--rate", "200MB/s")).isZero();
        assertThat(shell.out()).endsWith("nothing measured here limits a campaign of 200 MB/s\n");
        assertThat(shell.run("link", "probe", "FR", "US", "--rate", "500MB/s")).isZero();
        assertThat(shell.out()).contains("limited by the link (its cap) to 236 MB/s");
    }

    @Test
    void optionsTravel() {
        engine.answers("GET", "/probes/3-1", 200, DONE);
        assertThat(
                        shell.run(
                                "link",
                                "probe",
                                "FR",
                                "US",
                                "--seconds",
                                "3",
                                "--rate-max",
                                "100MB/s",
                                "--disks",
                                "no"))
                .isZero();
        assertThat(engine.requests().getFirst().body())
                .isEqualTo("{\"seconds\":3,\"disks\":false,\"bytes_per_second_max\":100000000}");
    }

    @Test
    void programsGetTheEnginesOwnFields() {
        engine.answers("GET", "/probes/3-1", 200, DONE);
        assertThat(shell.run("link", "probe", "FR", "US", "-o", "json")).isZero();
        assertThat(shell.out()).isEqualTo(DONE + "\n");
    }

    @Test
    void aFailedProbeIsAnError() {
        engine.answers(
                "GET",
                "/probes/3-1",
                200,
                DONE.replace(
                        "\"state\":\"done\",\"reason\":null",
                        "\"state\":\"failed\",\"reason\":\"agent us-1 says nothing\""));
        assertThat(shell.run("link", "probe", "FR", "US")).isEqualTo(ExitCode.ERROR.code());
        assertThat(shell.err()).contains("the probe failed: agent us-1 says nothing");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void aRefusalIsTheEnginesOwn() {
        engine.answers(
                "POST",
                "/links/FR/UK/probe",
                404,
                FakeEngine.error("AgentNotFound", "no agent of site UK is alive"));
        assertThat(shell.run("link", "probe", "FR", "UK")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(shell.err()).contains("no agent of site UK is alive");
    }

    @Test
    void interruptingItEndsTheProbe() {
        engine.answers("GET", "/probes/3-1", 200, MOVING)
                .answers("DELETE", "/probes/3-1", 200, DONE);
        Thread.currentThread().interrupt();
        assertThat(shell.run("link", "probe", "FR", "US")).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(shell.err()).contains("the probe was ended");
        assertThat(engine.lastRequest().method()).isEqualTo("DELETE");
    }

    @Test
    void aTerminalShowsEverySecond() {
        engine.answers("GET", "/probes/3-1", 200, DONE);
        assertThat(shell.typing("").run("link", "probe", "FR", "US")).isZero();
        assertThat(shell.err())
                .contains(
                        "FR → US  1/10 s  236 MB/s  32 connections  RTT 151.2 ms  0.01 % retransmitted");
    }
}
