package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuleWatcherTest {
    private static final String HALF =
            "{\"state\":\"REPLICATING\",\"files\":4,\"bytes\":4000,\"files_done\":2,\"bytes_done\":2000,"
                    + "\"rse\":[{\"rse\":\"FR\",\"files\":4,\"files_done\":2,\"bytes\":4000,\"bytes_done\":2000,\"stuck\":0}],"
                    + "\"links\":[{\"source\":\"UK\",\"destination\":\"FR\",\"bytes_per_second\":1000,\"transfers\":1}]}";
    private static final String DONE =
            "{\"state\":\"OK\",\"files\":4,\"bytes\":4000,\"files_done\":4,\"bytes_done\":4000,\"rse\":[],\"links\":[]}";
    private static final String STUCK =
            "{\"state\":\"STUCK\",\"files\":4,\"bytes\":4000,\"files_done\":2,\"bytes_done\":2000,\"rse\":[],\"links\":[]}";

    @TempDir private Path directory = Path.of("");
    private FakeEngine engine;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine(directory.resolve("ca"));
        shell = new Shell(engine.environment()).at(new ManualClock(EngineClock.system().now()));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void inAPipePrintsALineAPeriodUntilTheRuleIsOk() {
        engine.answers("POST", "/rules", 201, "[\"0a\"]")
                .answers("GET", "/rules/0a/progress", 200, HALF)
                .answers("GET", "/rules/0a/progress", 200, DONE);
        assertThat(
                        shell.run(
                                "rule",
                                "add",
                                "keep 1 copy at FR of demo:n",
                                "--watch",
                                "--period",
                                "1s"))
                .as(shell.err())
                .isZero();
        assertThat(shell.out().lines().toList()).hasSize(3).first().isEqualTo("0a");
        assertThat(shell.out())
                .contains(
                        "rule 0a REPLICATING   50 %  2/4 files  2.0 kB/4.0 kB; UK → FR  1.0 kB/s  1 transfer\n")
                .contains("rule 0a OK  100 %  4/4 files")
                .doesNotContain("\u001b");
    }

    @Test
    void onATerminalDrawsBarsInPlace() {
        engine.answers("GET", "/rules/0a/progress", 200, HALF)
                .answers("GET", "/rules/0a/progress", 200, DONE);
        assertThat(shell.typing("").run("rule", "watch", "0a")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("████████████░░░░░░░░░░░░").contains("\u001b[3A");
    }

    @Test
    void aStuckRuleShowsItsReasonAndGoesOnUntilTheTimeout() {
        engine.answers("GET", "/rules/0a/progress", 200, STUCK)
                .answers(
                        "GET",
                        "/rules/0a",
                        200,
                        "{\"error\":\"FR has 1.0 GB free, 2.1 GB needed\"}");
        assertThat(shell.run("rule", "watch", "0a", "--period", "1s", "--timeout", "1s"))
                .isEqualTo(ExitCode.PARTIAL.code());
        assertThat(shell.out()).contains("reason: FR has 1.0 GB free, 2.1 GB needed");
    }

    @Test
    void whatIsNotThereInTimeIsATimeout() {
        engine.answers("GET", "/rules/0a/progress", 200, HALF);
        assertThat(shell.run("rule", "watch", "0a", "--period", "1s", "--timeout", "1s"))
                .isEqualTo(ExitCode.TIMEOUT.code());
    }

    @Test
    void aRuleThatIsGoneEndsTheWatch() {
        engine.answers(
                "GET", "/rules/0a/progress", 404, FakeEngine.error("RuleNotFound", "no rule 0a"));
        assertThat(shell.run("rule", "watch", "0a")).isEqualTo(ExitCode.NOT_FOUND.code());
    }
}
