package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.godwit.api.rest.RestFixture;
import org.godwit.api.rest.RestOptions;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.security.CredentialFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands about what DIDs are like, archives, places and events, against the engine's own
/// API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NamesAndEventsTest {
    private RestFixture engine;
    private Shell root;

    @BeforeAll
    void start(@TempDir Path directory) {
        engine = new RestFixture(directory, RestOptions.IDLE);
        CredentialFiles files = engine.deployment.files("root");
        root =
                new Shell(
                        Map.of(
                                "GODWIT_URL", "https://127.0.0.1:" + engine.port,
                                "GODWIT_CERT", files.certificate().toString(),
                                "GODWIT_KEY", files.key().toString(),
                                "GODWIT_CA", files.authority().toString()));
        ok("site", "add", "FR", "--country", "FR");
        ok("rse", "add", "FR-DISK", "--site", "FR");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private String ok(String... words) {
        assertThat(root.run(words)).as("%s: %s", String.join(" ", words), root.err()).isZero();
        return root.out();
    }

    private void refused(String words, String... why) {
        assertThat(root.run(words.split(" ", -1))).as(words).isNotZero();
        assertThat(root.err()).contains(why);
    }

    @Test
    void aDatasetHasALifetimeAndIsHiddenAndMonotonic() {
        ok("did", "add", "demo:traits");
        assertThat(ok("did", "set", "demo:traits", "--lifetime", "30d", "--hidden", "yes"))
                .contains("changed demo:traits, which ends at 20");
        assertThat(ok("did", "show", "demo:traits"))
                .containsPattern("expires: +20")
                .containsPattern("hidden: +yes");
        assertThat(ok("did", "list", "demo:trait*")).doesNotContain("traits");
        assertThat(ok("did", "set", "demo:traits", "--no-lifetime", "--hidden", "no"))
                .isEqualTo("changed demo:traits\n");
        assertThat(ok("did", "list", "demo:trait*")).contains("traits");
        ok("did", "set", "demo:traits", "--monotonic");
        refused("did set demo:traits", "nothing to change");
        refused("did set demo:traits --lifetime 3d --no-lifetime", "--no-lifetime");
    }

    @Test
    void metadataIsSetShownFilteredAndUnset() {
        ok("did", "add", "demo:meta", "--metadata", "run=7");
        ok("did", "add", "demo:meta2");
        ok("did", "set-metadata", "demo:meta", "datatype=RAW", "run=8");
        assertThat(ok("did", "metadata", "demo:meta")).isEqualTo("datatype:  RAW\nrun:       8\n");
        assertThat(ok("did", "list", "demo", "--filter", "run>=8,datatype=R*"))
                .contains("meta")
                .doesNotContain("meta2");
        assertThat(ok("did", "list", "demo", "--filter", "datatype=X;name=meta2"))
                .contains("meta2")
                .doesNotContain("meta ");
        ok("did", "unset-metadata", "demo:meta", "datatype");
        assertThat(ok("did", "metadata", "demo:meta", "-o", "json")).isEqualTo("{\"run\":\"8\"}\n");
        refused("did list demo --filter run>", "filter:", "missing behind");
    }

    @Test
    void anArchiveTellsWhatLiesInIt(@TempDir Path directory) throws IOException {
        ok("replica", "add", "FR-DISK", "demo:n.zip", "--bytes", "9kB", "--adler32", "0a1b2c3d");
        Path list = Files.writeString(directory.resolve("in.csv"), "in/a,5,1\nin/b,6,2\n");
        assertThat(ok("did", "add-constituents", "demo:n.zip", "--manifest", list.toString()))
                .isEqualTo("added 2 files to archive demo:n.zip\n");
        assertThat(
                        ok(
                                "did",
                                "add-constituents",
                                "demo:n.zip",
                                "demo:in/c",
                                "--bytes",
                                "7",
                                "--adler32",
                                "3"))
                .contains("added 1 files");
        assertThat(ok("did", "constituents", "demo:n.zip")).contains("in/a", "in/b", "in/c");
        assertThat(ok("did", "archives", "demo:in/b")).contains("n.zip");
        assertThat(ok("did", "show", "demo:n.zip")).containsPattern("archive: +yes");
        refused("did add-constituents demo:n.zip demo:x", "--manifest");

        assertThat(ok("replica", "list", "demo:in/b", "-o", "csv", "--columns", "name,rse,archive"))
                .isEqualTo("name,rse,archive\r\nin/b,FR-DISK,demo:n.zip\r\n");
        ok("replica", "add", "FR-DISK", "demo:in/b", "--bytes", "6", "--adler32", "2");
        assertThat(ok("replica", "list", "demo:in/b", "-o", "csv", "--columns", "archive,state"))
                .isEqualTo("archive,state\r\n,AVAILABLE\r\ndemo:n.zip,AVAILABLE\r\n");
        assertThat(ok("replica", "list", "demo:n.zip", "-o", "json")).doesNotContain("demo:n.zip");
    }

    @Test
    void aCopyIsFoundByWhereItLies() {
        ok(
                "replica",
                "add",
                "FR-DISK",
                "demo:odd",
                "--bytes",
                "9",
                "--adler32",
                "1",
                "--path",
                "some/odd/place");
        String url = "davs://se.example.org:443/store/some/odd/place";
        assertThat(ok("replica", "find", url, "no/thing", "--rse", "FR-DISK", "-o", "csv"))
                .isEqualTo(
                        "scope,name,rse,state,path,pfn\r\n"
                                + "demo,odd,FR-DISK,AVAILABLE,some/odd/place,"
                                + url
                                + "\r\n");
    }

    @Test
    void eventsAreListedAndFollowedLineByLine() {
        String begin = ok("event", "last").strip();
        ok("did", "add", "demo:seen");
        ok("did", "close", "demo:seen");
        ok("did", "reopen", "demo:seen");
        assertThat(ok("event", "list", "--after", begin, "--type", "CREATE_DTS,close"))
                .contains("CREATE_DTS", "CLOSE", "name=seen")
                .doesNotContain("OPEN");

        List<String> lines =
                ok("event", "list", "--after", begin, "--follow", "--limit", "3", "-o", "json")
                        .lines()
                        .toList();
        assertThat(lines).hasSize(3);
        Json last = JsonText.read(lines.getLast());
        assertThat(last.at("event_type").text()).isEqualTo("OPEN");
        assertThat(last.at("payload").at("name").text()).isEqualTo("seen");
        assertThat(ok("event", "list", "--after", last.at("id").text(), "-o", "jsonl")).isEmpty();
        assertThat(ok("event", "list", "--after", begin, "--follow", "--limit", "1"))
                .endsWith("Z  CREATE_DTS  account=root, name=seen, scope=demo\n");
        refused("event list --type nonsense", "transfer-done");
    }

    @Test
    void whoFollowsSeesWhatHappensAfterwards() throws Exception {
        Thread later =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(500);
                            } catch (InterruptedException _) {
                                return;
                            }
                            engine.as("root")
                                    .post(
                                            "/godwit/v1/dids",
                                            "{\"dids\":[{\"scope\":\"demo\",\"name\":\"later\",\"type\":\"DATASET\"}]}");
                        });
        assertThat(ok("event", "list", "--follow", "--limit", "1", "--type", "CREATE_DTS"))
                .contains("name=later");
        later.join();
    }
}
