package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.godwit.api.rest.RestFixture;
import org.godwit.api.rest.RestOptions;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.security.CredentialFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against the engine's own API: what one says, the other must understand.
final class RealEngineTest {
    private static final String NAME = "raft 1/étoile #42?.fits";

    @TempDir private Path directory = Path.of("");
    private RestFixture engine;
    private Shell root;

    @BeforeEach
    void start() {
        engine = new RestFixture(directory, RestOptions.IDLE);
        root = as("root");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Shell as(String user) {
        CredentialFiles files = engine.deployment.files(user);
        return new Shell(
                Map.of(
                        "GODWIT_URL", "https://127.0.0.1:" + engine.port,
                        "GODWIT_CERT", files.certificate().toString(),
                        "GODWIT_KEY", files.key().toString(),
                        "GODWIT_CA", files.authority().toString()));
    }

    private String ok(String... words) {
        assertThat(root.run(words)).as("%s: %s", String.join(" ", words), root.err()).isZero();
        return root.out();
    }

    private void describeTheGrid() {
        for (String site : new String[] {"FR", "US", "UK"}) {
            ok("site", "add", site, "--country", site.equals("UK") ? "GB" : site);
            ok("rse", "add", site + "-DISK", "--site", site, "--attribute", "tier=1");
        }
        ok("did", "add", "demo:night", "--metadata", "run=7");
        ok(
                "replica",
                "add",
                "UK-DISK",
                "demo:" + NAME,
                "--bytes",
                "1.5kB",
                "--adler32",
                "0a1b2c3d");
        ok("did", "attach", "demo:night", "demo:" + NAME);
    }

    @Test
    void anRseIsDrainedByAPlan() {
        describeTheGrid();
        ok("rule", "add", "keep 1 copy at UK|US of demo:night");
        assertThat(ok("rse", "drain", "UK-DISK", "--dry-run"))
                .contains("1 copies (1.5 kB) from UK-DISK to US-DISK", "UK→US: 1 files", "Plan 1");
        assertThat(ok("rse", "drains")).isEmpty();
        assertThat(ok("rse", "drain", "--from-plan", "1")).contains("begun: 1 copies");
        assertThat(root.run("rse", "drain", "--from-plan", "1"))
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(ok("rse", "drains")).contains("UK-DISK being drained: 1 copies (1.5 kB)");
        assertThat(ok("rse", "show", "UK-DISK")).contains("DRAINING");

        assertThat(ok("rse", "decommission", "UK-DISK"))
                .contains("all 1 copies at UK-DISK are deleted", "--from-plan 2");
        assertThat(ok("rse", "plans")).contains("DECOMMISSION");
        ok("rse", "undrain", "UK-DISK");
        assertThat(ok("rse", "drains")).isEmpty();
    }

    @Test
    void theGridIsDescribed() {
        describeTheGrid();
        assertThat(ok("site", "list")).contains("FR    FR       FR-DISK");
        ok("rse", "set", "FR-DISK", "tape=no", "--write", "no");
        assertThat(ok("rse", "show", "FR-DISK")).contains("write:       no", "tape=no, tier=1");
        ok("rse", "unset", "FR-DISK", "tape");
        assertThat(ok("rse", "list", "tier=1&country=US")).contains("US-DISK").doesNotContain("UK");
        assertThat(ok("rse", "usage", "UK-DISK")).contains("AVAILABLE      1  1.5 kB");
        ok("link", "set", "UK", "FR", "--rate-max", "500MB/s", "--transfers-max", "7");
        assertThat(ok("link", "show", "UK", "FR")).contains("500 MB/s").contains("7");
        assertThat(ok("link", "list")).contains("UK      FR");
        assertThat(ok("link", "set", "UK", "FR", "--protection", "clear"))
                .contains("in clear and unprotected", "protected by itself");
        assertThat(ok("link", "show", "UK", "FR"))
                .containsPattern("protection: +CLEAR")
                .doesNotContain("rtt", "limited by");
        assertThat(ok("link", "set", "UK", "FR", "--protection", "tls")).contains("encrypted");
        assertThat(root.run("link", "set", "UK", "FR", "--rate-max", "10"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(root.err()).contains("cap in bytes per second of a link: 10 is not between");
        assertThat(ok("agent", "list")).startsWith("AGENT");
        ok("scope", "add", "lsst", "--account", "alice");
        assertThat(ok("scope", "list")).contains("lsst   alice");
        ok("account", "add", "carol");
        ok("account", "identity", "carol", "--x509", "carol");
        assertThat(ok("account", "list")).contains("carol    USER     no");
        assertThat(ok("ping")).contains("version:", "epoch:");
        assertThat(ok("whoami")).contains("account:   root", "admin:     yes");
    }

    @Test
    void dataIsNamed() {
        describeTheGrid();
        assertThat(ok("did", "list", "demo:ni*", "--type", "dataset")).contains("night");
        assertThat(ok("did", "show", "demo:night")).contains("run=7").contains("1.5 kB");
        assertThat(ok("did", "content", "demo:night")).contains(NAME);
        assertThat(ok("did", "files", "demo:night")).contains("0a1b2c3d");
        assertThat(ok("did", "parents", "demo:" + NAME)).contains("night");
        assertThat(ok("replica", "list", "demo:night")).contains("UK-DISK  UK    AVAILABLE");
        assertThat(ok("replica", "list", "--rse", "UK-DISK")).contains(NAME);
        ok("did", "close", "demo:night");
        assertThat(ok("did", "show", "demo:night")).containsPattern("open: +no");
        ok("did", "reopen", "demo:night");
        ok("did", "detach", "demo:night", "demo:" + NAME, "--yes");
        assertThat(ok("did", "content", "demo:night")).doesNotContain(NAME);
        assertThat(ok("replica", "registrations")).startsWith("ID");
    }

    @Test
    void rulesAreMadeFollowedAndEnded() {
        describeTheGrid();
        String id = ok("rule", "add", "keep 2 copies at FR+US of demo:night").strip();
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(ok("rule", "list", "--state", "replicating", "--did", "demo:night"))
                .contains(id)
                .contains("FR+US");
        ok(
                "rule",
                "update",
                id,
                "--lifetime",
                "30d",
                "--comment",
                "for the paper",
                "--priority",
                "5");
        assertThat(ok("rule", "show", id))
                .contains("for the paper", "expires:")
                .contains("rses:")
                .contains("FR-DISK");
        assertThat(ok("rule", "locks", id)).contains("FR-DISK", "US-DISK", "REPLICATING", "1.5 kB");
        assertThat(ok("did", "rules", "demo:night")).contains(id);
        ok("rule", "retry", id);
        assertThat(root.run("rule", "watch", id, "--period", "1s", "--timeout", "1s"))
                .isEqualTo(ExitCode.TIMEOUT.code());
        assertThat(root.out()).contains("0/2 files  0 B/3.0 kB");
        assertThat(ok("transfer", "list", "--rule", id)).contains("FR-DISK", "QUEUED");
        assertThat(ok("transfer", "explain", "demo:" + NAME, "FR-DISK"))
                .contains("state:        QUEUED")
                .contains("why:");
        String second =
                ok(
                                "rule",
                                "add",
                                "--did",
                                "demo:night",
                                "--copies",
                                "1",
                                "--at",
                                "UK-DISK",
                                "--lifetime",
                                "1d",
                                "--grouping",
                                "all",
                                "--comment",
                                "x")
                        .strip();
        assertThat(ok("rule", "watch", second)).contains("OK  100 %  1/1 files");
        ok("rule", "delete", id, "--yes");
        assertThat(ok("rule", "list")).doesNotContain(id).contains(second);
        assertThat(ok("report", "throughput", "--since", "1h", "--period", "10m"))
                .startsWith("FROM");
    }

    @Test
    void anRseIsReadAgainAtARate() {
        describeTheGrid();
        ok("rse", "set", "US-DISK", "--scrub-rate", "20MB");
        assertThat(ok("rse", "show", "US-DISK")).contains("scrub_rate=20000000");
        assertThat(ok("rse", "scrub", "US-DISK")).contains("20 MB/s", "round:");
    }

    @Test
    void theRunningEngineMakesBackups() {
        assertThat(ok("catalog", "backup")).startsWith("backup 1 of ").contains("change 42");
        assertThat(ok("catalog", "backup", "--attach")).startsWith("backup 1 of ");
        assertThat(ok("catalog", "backups").lines()).hasSize(1);
        assertThat(as("bob").run("catalog", "backup")).isEqualTo(ExitCode.DENIED.code());
        assertThat(root.run("catalog", "backup", "only-one-directory"))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void anRseIsComparedWithAList() throws Exception {
        describeTheGrid();
        Path list =
                Files.writeString(directory.resolve("dump.csv"), "path,size\n/data/x/stray,7\n");
        String[] audit = {"rse", "audit", "UK-DISK", "--dump", list.toString(), "--strip", "data"};
        assertThat(root.run(audit)).as(root.err()).isEqualTo(ExitCode.ERROR.code());
        assertThat(root.out()).contains("1 dark: on the storage only, 7 B");
        assertThat(ok("rse", "audits", "UK-DISK")).contains("done");
        String id =
                Pattern.compile("\"id\":\"?(\\d+)")
                        .matcher(ok("rse", "audits", "UK-DISK", "-o", "json"))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        assertThat(ok("rse", "audit", "show", id)).contains("dark:         1", "UK-DISK");
        assertThat(ok("rse", "audit", "findings", id, "--kind", "DARK", "-o", "csv"))
                .contains("x/stray");
        assertThat(ok("rse", "audit", "apply", id, "--dark", "--dry-run"))
                .startsWith("dry run, nothing was changed: declares 0 replicas")
                .contains("puts 1 files (7 B) into quarantine");
        assertThat(root.run("rse", "audit", "apply", id, "--dark", "--yes"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(root.err()).contains("--even-if-many");
        assertThat(
                        ok(
                                "rse",
                                "audit",
                                "apply",
                                id,
                                "--dark",
                                "--yes",
                                "--even-if-many",
                                "--no-wait"))
                .contains("is being acted upon");
        Files.writeString(list, "path,size\n../x,1\n");
        assertThat(root.run("rse", "audit", "US-DISK", "--dump", list.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(root.err()).contains("line 2", "../x");
    }

    @Test
    void tokensWorkUntilTheyAreRevoked() throws Exception {
        Path file = directory.resolve("nightly.token");
        ok("token", "create", "nightly", "--lifetime", "2d", "--out", file.toString());
        Shell program =
                new Shell(
                        Map.of(
                                "GODWIT_URL", "https://127.0.0.1:" + engine.port,
                                "GODWIT_TOKEN_FILE", file.toString(),
                                "GODWIT_CA",
                                        engine.deployment.files("root").authority().toString()));
        assertThat(program.run("whoami")).as(program.err()).isZero();
        Json token = JsonText.read(ok("token", "list", "-o", "json")).items().getFirst();
        assertThat(token.at("label").text()).isEqualTo("nightly");
        assertThat(Files.readString(file)).doesNotContain(token.at("id").text());
        ok("token", "revoke", token.at("id").text(), "--yes");
        assertThat(program.run("whoami")).isEqualTo(ExitCode.AUTHENTICATION.code());
        assertThat(program.err()).startsWith("godwit: ").containsOnlyOnce("\n");
    }

    @Test
    void whatIsWrongIsSaidInOneLineAndChangesNothing() {
        describeTheGrid();
        String[][] wrong = {
            {"2", "rule", "add", "keep -1 copies at FR of demo:night"},
            {"2", "rule", "add", "keep 2 copies at of demo:night"},
            {"3", "rule", "add", "keep 2 copies at FR of demo:nothing"},
            {"2", "rule", "add", "keep 2 copies at NOWHERE of demo:night"},
            {"3", "rule", "show", "00000000000000000000000000000000"},
            {"3", "rse", "show", "NOWHERE"},
            {"2", "rse", "list", "tier=1&"},
            {"2", "did", "add", "demo:a/../b"},
            {"6", "did", "add", "demo:night", "--type", "container"},
            {"3", "replica", "register", "NOWHERE", ".", "--scope", "demo"},
            {"2", "replica", "register", "UK-DISK", "../x", "--scope", "demo"},
        };
        for (String[] line : wrong) {
            String[] words = Arrays.copyOfRange(line, 1, line.length);
            assertThat(root.run(words))
                    .as("%s: %s", String.join(" ", words), root.err())
                    .isEqualTo(Integer.parseInt(line[0]));
            assertThat(root.err()).startsWith("godwit: ");
            assertThat(root.err().lines().filter(text -> text.startsWith("godwit:"))).hasSize(1);
        }
        root.run("rse", "list", "tier=1&");
        assertThat(root.err()).endsWith("  tier=1&\n         ^\n");
        assertThat(ok("rule", "list", "-o", "jsonl")).isEmpty();
        assertThat(as("bob").run("site", "add", "XX")).isEqualTo(ExitCode.DENIED.code());
        assertThat(as("stranger").run("whoami")).isEqualTo(ExitCode.AUTHENTICATION.code());
    }
}
