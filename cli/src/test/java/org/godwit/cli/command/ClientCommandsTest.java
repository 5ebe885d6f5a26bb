package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client's commands against the API's transport with canned answers.
final class ClientCommandsTest {
    private static final String RULE =
            "{\"id\":\"0a\",\"scope\":\"demo\",\"name\":\"n\",\"copies\":2,\"rse_expression\":\"FR+US\",\"state\":\"OK\"}";

    @TempDir private Path directory = Path.of("");
    private FakeEngine engine;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine(directory.resolve("ca"));
        shell = new Shell(engine.environment());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void listsWhatTheEngineStreams() {
        engine.answers(
                "GET",
                "/sites",
                200,
                "{\"site\":\"FR\",\"country\":\"FR\"}\n{\"site\":\"UK\",\"country\":\"GB\",\"rses\":[\"A\",\"B\"]}\n");
        assertThat(shell.run("site", "list")).as(shell.err()).isZero();
        assertThat(shell.out()).isEqualTo("SITE  COUNTRY  RSES\nFR    FR\nUK    GB       A, B\n");
    }

    @Test
    void everyFormatHoldsTheSameRows() {
        engine.answers("GET", "/sites", 200, "{\"site\":\"FR\",\"country\":\"FR\"}\n");
        assertThat(shell.run("site", "list", "-o", "json")).isZero();
        assertThat(shell.out()).isEqualTo("[\n  {\"site\":\"FR\",\"country\":\"FR\"}\n]\n");
        assertThat(shell.run("site", "list", "-o", "csv", "--columns", "country,site")).isZero();
        assertThat(shell.out()).isEqualTo("country,site\r\nFR,FR\r\n");
        assertThat(shell.run("site", "list", "-o", "yaml")).isZero();
        assertThat(shell.out()).isEqualTo("- site: FR\n  country: FR\n");
    }

    @Test
    void aNamesSlashesSpacesAndLettersTravelInOneSegment() {
        engine.answers(
                "GET",
                "/dids/demo/raft%2Fa%20b%2F%C3%A9toile.fits",
                200,
                "{\"scope\":\"demo\",\"name\":\"raft/a b/étoile.fits\",\"bytes\":1500}");
        assertThat(shell.run("did", "show", "demo:raft/a b/étoile.fits")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("raft/a b/étoile.fits", "1.5 kB");
    }

    @Test
    void aRuleIsAddedByItsStatement() {
        engine.answers("POST", "/rules", 201, "[\"0a1b\"]");
        assertThat(shell.run("rule", "add", "keep 2 copies at FR+US of demo:night-0042"))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).isEqualTo("0a1b\n");
        assertThat(engine.lastRequest().body())
                .isEqualTo("{\"statement\":\"keep 2 copies at FR+US of demo:night-0042\"}");
    }

    @Test
    void aRuleIsAddedByOptions() {
        engine.answers("POST", "/rules", 201, "[\"0a1b\"]");
        assertThat(
                        shell.run(
                                "rule",
                                "add",
                                "--did",
                                "demo:n",
                                "--copies",
                                "2",
                                "--at",
                                "FR+US",
                                "--lifetime",
                                "30d",
                                "--grouping",
                                "none"))
                .as(shell.err())
                .isZero();
        assertThat(engine.lastRequest().body())
                .isEqualTo(
                        "{\"dids\":[{\"scope\":\"demo\",\"name\":\"n\"}],\"copies\":2,\"rse_expression\":\"FR+US\",\"lifetime\":2592000,\"grouping\":\"NONE\"}");
    }

    @Test
    void aSyntaxErrorHasACaretUnderItsPlace() {
        engine.answers(
                "POST",
                "/rules",
                400,
                FakeEngine.error(
                        "InvalidReplicationRule",
                        "rule: expected a number of copies at 6 in \\\"keep two copies\\\"; write e.g. keep 2"));
        assertThat(shell.run("rule", "add", "keep two copies at FR of demo:n"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err())
                .isEqualTo(
                        """
                        godwit: rule: expected a number of copies at 6 in "keep two copies"; write e.g. keep 2
                          keep two copies at FR of demo:n
                               ^
                        """);
    }

    @Test
    void aStatementWithOptionsBesideItIsRefusedBeforeItIsSent() {
        assertThat(shell.run("rule", "add", "keep 1 copy at FR of demo:n", "--copies", "3"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(engine.requests()).isEmpty();
    }

    @Test
    void theEnginesRefusalsAreOneLineWithTheirExitCode() {
        engine.answers("GET", "/rses/XX", 404, FakeEngine.error("RSENotFound", "no RSE XX"));
        assertThat(shell.run("rse", "show", "XX")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(shell.err()).isEqualTo("godwit: no RSE XX\n");
        engine.answers("POST", "/sites/FR", 409, FakeEngine.error("Duplicate", "FR exists"));
        assertThat(shell.run("site", "add", "FR")).isEqualTo(ExitCode.CONFLICT.code());
        engine.answers("GET", "/whoami", 401, FakeEngine.error("CannotAuthenticate", "who?"));
        assertThat(shell.run("whoami")).isEqualTo(ExitCode.AUTHENTICATION.code());
        engine.answers("GET", "/agents", 401, FakeEngine.error("AccessDenied", "not yours"));
        assertThat(shell.run("agent", "list")).isEqualTo(ExitCode.DENIED.code());
        engine.answers("GET", "/links", 502, "<html>");
        assertThat(shell.run("link", "list")).isEqualTo(ExitCode.ERROR.code());
        assertThat(shell.err()).contains("HTTP 502");
    }

    @Test
    void deletingARuleNeedsAYes() {
        engine.answers("GET", "/rules/0a", 200, RULE).answers("DELETE", "/rules/0a", 200, "");
        assertThat(shell.run("rule", "delete", "0a")).isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("2 copies at FR+US of demo:n").contains("--yes");
        assertThat(shell.typing("n\n").run("rule", "delete", "0a"))
                .isEqualTo(ExitCode.NOTHING_TO_DO.code());
        assertThat(engine.requests()).noneMatch(request -> request.method().equals("DELETE"));
        assertThat(shell.typing("y\n").run("rule", "delete", "0a")).isZero();
        assertThat(engine.lastRequest().method()).isEqualTo("DELETE");
    }

    @Test
    void aTokenStandsInForACertificate() throws IOException {
        engine.answers("GET", "/whoami", 200, "{\"account\":\"alice\",\"admin\":false}");
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        Shell bare =
                new Shell(
                        Map.of(
                                "GODWIT_URL", engine.url(),
                                "GODWIT_CA", engine.user().authority().toString(),
                                "GODWIT_TOKEN_FILE", token.toString()));
        assertThat(bare.run("whoami")).as(bare.err()).isZero();
        assertThat(bare.out()).isEqualTo("account:  alice\nadmin:    no\n");
        assertThat(engine.lastRequest().headers()).containsEntry("Authorization", "Bearer s3cret");
    }

    @Test
    void aNewTokenGoesIntoAFileThatNobodyElseCanRead() throws IOException {
        engine.answers(
                "POST",
                "/tokens",
                201,
                "{\"token\":\"abc\",\"expires_at\":\"2026-12-23T00:00:00Z\"}");
        Path file = directory.resolve("new.token");
        assertThat(shell.run("token", "create", "nightly", "--out", file.toString()))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).doesNotContain("abc");
        assertThat(file).hasContent("abc");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(shell.run("token", "create", "nightly", "--out", file.toString()))
                .isEqualTo(ExitCode.CONFLICT.code());
    }

    @Test
    void aConfigurationFileNamesItsFilesFromWhereItIs() throws IOException {
        engine.answers("GET", "/whoami", 200, "{\"account\":\"root\"}");
        Path file = directory.resolve("ca/issued/client.yaml");
        Files.writeString(
                file,
                "url: %s\ncert: alice.crt\nkey: alice.key\nca: ca.crt\n".formatted(engine.url()));
        assertThat(new Shell(Map.of("GODWIT_CONFIG", file.toString())).run("whoami")).isZero();
        Shell bare = new Shell(Map.of());
        assertThat(bare.run("whoami", "--config", file.toString())).as(bare.err()).isZero();
        Files.writeString(file, "uri: x\n");
        assertThat(bare.run("whoami", "--config", file.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(bare.err()).contains("unknown key \"uri\"");
    }

    @Test
    void saysWhatIsMissingToReachAnEngine() {
        Shell bare = new Shell(Map.of("HOME", directory.toString()));
        assertThat(bare.run("rule", "list")).isEqualTo(ExitCode.USAGE.code());
        assertThat(bare.err()).contains("--config", "GODWIT_CONFIG", "client.yaml");
        assertThat(bare.run("rule", "list", "--url", "https://h:1"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(bare.err()).contains("--ca");
        assertThat(bare.run("rule", "list", "--url", "http://h:1", "--ca", "x"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(bare.err()).contains("https://HOST:PORT");
    }

    @Test
    void noEngineIsUnreachable() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(shell.run("ping", "--url", "https://localhost:" + port))
                .isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(shell.err()).contains("nothing listens at localhost:", "godwit server");
    }

    @Test
    void anEngineOfAnotherAuthorityIsNotTrusted() throws IOException {
        try (FakeEngine stranger = new FakeEngine(directory.resolve("other"))) {
            assertThat(shell.run("ping", "--url", stranger.url()))
                    .isEqualTo(ExitCode.AUTHENTICATION.code());
            assertThat(stranger.requests()).isEmpty();
        }
        assertThat(shell.err()).startsWith("godwit: no trust").containsOnlyOnce("\n");
    }

    @Test
    void copiesAreListedARowForEachRse() {
        engine.answers(
                "GET",
                "/dids/demo/n/replicas",
                200,
                """
                {"scope":"demo","name":"a","bytes":7,"adler32":"00000001","rses":{"FR":{"state":"AVAILABLE"},"US":{"state":"COPYING"}}}
                {"scope":"demo","name":"b","bytes":7,"adler32":"00000001","rses":{}}
                """);
        assertThat(shell.run("replica", "list", "demo:n", "--columns", "name,rse,state")).isZero();
        assertThat(shell.out())
                .isEqualTo("NAME  RSE  STATE\na     FR   AVAILABLE\na     US   COPYING\nb\n");
    }

    @Test
    void aManifestBecomesTheExpectedFiles() throws IOException {
        engine.answers("POST", "/registrations", 202, "{\"id\":\"17\"}")
                .answers(
                        "GET",
                        "/registrations/17",
                        200,
                        "{\"state\":\"done\",\"files\":1,\"bytes\":5,\"problems\":1}")
                .answers(
                        "GET",
                        "/registrations/17/problems",
                        200,
                        "{\"path\":\"b c\",\"reason\":\"its size is 4, expected 5\"}\n");
        Path manifest =
                Files.writeString(
                        directory.resolve("m.csv"),
                        "name,bytes,adler32\n\"a,1\",5,062c0215\nb c,5,062c0215\n");
        assertThat(
                        shell.run(
                                "replica",
                                "register",
                                "UK",
                                ".",
                                "--scope",
                                "demo",
                                "--dataset",
                                "night",
                                "--manifest",
                                manifest.toString(),
                                "--watch"))
                .isEqualTo(ExitCode.PARTIAL.code());
        assertThat(engine.requests().getFirst().body())
                .contains("{\"name\":\"a,1\",\"bytes\":5,\"adler32\":\"062c0215\"}")
                .contains("\"dataset\":\"night\"");
        assertThat(shell.out()).contains("registration 17", "done: 1 files, 5 B, 1 problems");
        assertThat(shell.err()).isEqualTo("godwit: b c: its size is 4, expected 5\n");
    }

    @Test
    void aBadManifestNamesItsLine() throws IOException {
        Path manifest = Files.writeString(directory.resolve("m.csv"), "a,5,062c0215\nb,x,0\n");
        assertThat(
                        shell.run(
                                "replica",
                                "add",
                                "UK",
                                "--scope",
                                "demo",
                                "--manifest",
                                manifest.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("m.csv, line 2").contains("\"x\"");
        assertThat(engine.requests()).isEmpty();
    }

    @Test
    void aReportBeginsWhenTheUserSays() {
        assertThat(
                        shell.run(
                                "report",
                                "throughput",
                                "--since",
                                "2026-11-01",
                                "--until",
                                "2026-11-02"))
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(engine.lastRequest().path())
                .isEqualTo(
                        "/reports/throughput?from=2026-11-01T00%3A00%3A00Z&to=2026-11-02T00%3A00%3A00Z&period=86400");
    }

    @Test
    void watchingShowsTheNewestAgainUntilInterrupted() {
        engine.answers("GET", "/sites", 200, "{\"site\":\"FR\"}\n")
                .answers("GET", "/sites", 200, "{\"site\":\"US\"}\n");
        AtomicInteger sleeps = new AtomicInteger();
        EngineClock clock =
                new EngineClock() {
                    @Override
                    public Instant now() {
                        return EngineClock.system().now();
                    }

                    @Override
                    public long nanoTime() {
                        return EngineClock.system().nanoTime();
                    }

                    @Override
                    public void sleep(Duration time) throws InterruptedException {
                        assertThat(time).isEqualTo(Duration.ofSeconds(7));
                        if (sleeps.incrementAndGet() == 2) {
                            throw new InterruptedException("Ctrl-C");
                        }
                    }
                };
        int code = shell.at(clock).run("site", "list", "--columns", "site", "--watch=7");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(code).isZero();
        assertThat(shell.out()).isEqualTo("SITE\nFR\nSITE\nUS\n");
    }
}
