package org.godwit.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.SetOpen;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScanTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    /// Puts an agent of the UK on record, as its hello does.
    private record PutAgent(long incarnation) implements Command<AgentRow> {
        @Override
        public AgentRow decide(Context context) {
            AgentRow agent =
                    new AgentRow(
                            "uk-1",
                            Rses.siteId(context.tx(), "UK"),
                            List.of(Rses.id(context.tx(), "UK-DISK")),
                            "localhost",
                            1,
                            incarnation,
                            context.now());
            context.tx().put(Tables.AGENTS, agent.name(), agent);
            Scans.resend(context, agent);
            return agent;
        }
    }

    @BeforeEach
    void agent() {
        fixture.run(new PutAgent(7));
        fixture.takeEffects();
    }

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private long start(Map<String, ExpectedRow> expected) {
        return fixture.run(
                new StartScan(
                        "UK-DISK", "in", "demo", "n/", Optional.of("night"), expected, "root"));
    }

    private static FromAgent.ScannedFile file(String name, long bytes) {
        return new FromAgent.ScannedFile("in/" + name, name, bytes, new Adler32(1));
    }

    private int report(long scan, long first, boolean finished, FromAgent.ScannedFile... files) {
        return fixture.run(
                new RecordScanReport(
                        new FromAgent.ScanReport(
                                "uk-1",
                                7,
                                Long.toString(scan),
                                first,
                                first,
                                List.of(files),
                                List.of(),
                                finished)));
    }

    private Map<String, String> problems(long scan) {
        Map<String, String> problems = new java.util.TreeMap<>();
        Scans.items(fixture.view(), Tables.SCAN_PROBLEMS, scan, 100)
                .forEach(row -> problems.put(row.getKey().name(), row.getValue()));
        return problems;
    }

    /// A catalogue that is restored goes on with indexes that nobody has seen.
    @Test
    void aScanHasTheNumberOfItsChangeSetWhichNoOtherScanEverHas() {
        long next = fixture.run(Context::index);
        assertThat(start(Map.of())).isEqualTo(next);
        assertThat(fixture.view().get(Tables.SEQUENCES, "scans")).isEmpty();
    }

    @Test
    void registersFilesWhereTheyLieAndRulesFollow() {
        long scan = start(Map.of());
        assertThat(fixture.takeEffects())
                .contains(
                        new Effect.Tell(
                                new ToAgent.Scan(
                                        new org.godwit.model.Epoch(1, 1),
                                        "uk-1",
                                        7,
                                        Long.toString(scan),
                                        "UK-DISK",
                                        "in",
                                        0)));
        var rule = grid.rule("night", RuleSpec.of(1, "US"));

        assertThat(report(scan, 0, false, file("a b/ü.fits", 5), file("empty", 0))).isEqualTo(2);
        assertThat(report(scan, 2, true, file("z", 9))).isEqualTo(1);

        ScanRow row = Scans.row(fixture.view(), scan);
        assertThat(row.endedAt()).isPresent();
        assertThat(row.files()).isEqualTo(3);
        assertThat(row.bytes()).isEqualTo(14);
        assertThat(row.problems()).isZero();
        ReplicaRow replica =
                fixture.view()
                        .get(Tables.REPLICAS, grid.at("n/a b/ü.fits", "UK-DISK"))
                        .orElseThrow();
        assertThat(replica.state()).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(replica.path()).contains("in/a b/ü.fits");
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(3);
        assertThat(grid.locked(rule, "n/z")).containsExactly("US-DISK");
    }

    @Test
    void aRepeatedReportChangesNothingAndIsAcknowledged() {
        long scan = start(Map.of());
        report(scan, 0, false, file("a", 5));
        ScanRow before = Scans.row(fixture.view(), scan);
        fixture.takeEffects();

        assertThat(report(scan, 0, false, file("a", 5))).isZero();

        assertThat(Scans.row(fixture.view(), scan)).isEqualTo(before);
        assertThat(fixture.takeEffects())
                .containsExactly(
                        new Effect.Tell(
                                new ToAgent.Receipt(
                                        new org.godwit.model.Epoch(1, 1),
                                        "uk-1",
                                        7,
                                        List.of(),
                                        List.of(new ToAgent.ScanMark(Long.toString(scan), 0)))));
    }

    @Test
    void behindAGapTheAgentIsToldWhereToGoOn() {
        long scan = start(Map.of());
        report(scan, 0, false, file("a", 5));
        fixture.takeEffects();

        assertThat(report(scan, 2, true, file("c", 5))).isZero();

        assertThat(resumeAt()).containsExactly(1L);
        assertThat(Scans.row(fixture.view(), scan).endedAt()).isEmpty();
    }

    @Test
    void anAgentThatStartsAgainGoesOnBehindWhatIsOnRecord() {
        long scan = start(Map.of());
        report(scan, 0, false, file("a", 5), file("b", 5));
        fixture.takeEffects();

        fixture.run(new PutAgent(8));

        assertThat(resumeAt()).containsExactly(2L);
        assertThat(report(scan, 2, true, file("c", 5))).as("of the former incarnation").isZero();
        assertThat(Scans.row(fixture.view(), scan).seen()).isEqualTo(2);
    }

    private List<Long> resumeAt() {
        return fixture.takeEffects().stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).message())
                .filter(ToAgent.Scan.class::isInstance)
                .map(message -> ((ToAgent.Scan) message).resumeAt())
                .toList();
    }

    @Test
    void whatDiffersFromWhatWasExpectedIsAProblemAndNotRegistered() {
        long scan =
                start(
                        Map.of(
                                "good", new ExpectedRow(Optional.of(5L), Optional.of(1)),
                                "short", new ExpectedRow(Optional.of(6L), Optional.empty()),
                                "changed", new ExpectedRow(Optional.empty(), Optional.of(2)),
                                "gone", new ExpectedRow(Optional.empty(), Optional.empty())));

        report(scan, 0, true, file("changed", 5), file("good", 5), file("short", 5));

        assertThat(problems(scan)).containsOnlyKeys("gone", "in/changed", "in/short");
        assertThat(problems(scan).get("in/short")).contains("5 bytes, 6 were expected");
        assertThat(problems(scan).get("in/changed")).contains("00000002 was expected");
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(1);
        assertThat(grid.rows(Tables.SCAN_EXPECTED)).isZero();
        assertThat(Scans.row(fixture.view(), scan).problems()).isEqualTo(3);
    }

    @Test
    void namesThatAreNotTakenAndOtherContentUnderAKnownNameAreProblems() {
        grid.files("FR-DISK", "n/f", 1);
        long scan = start(Map.of());

        report(
                scan,
                0,
                true,
                file("f0", 99),
                file("x".repeat(250), 5),
                new FromAgent.ScannedFile("in/tab", "t\tab", 5, new Adler32(1)),
                new FromAgent.ScannedFile("../out", "out", 5, new Adler32(1)));

        assertThat(problems(scan)).hasSize(4);
        assertThat(problems(scan).get("in/f0")).contains("exists with 100 bytes");
        assertThat(Scans.row(fixture.view(), scan).files()).isZero();
    }

    @Test
    void anEqualFileThatIsKnownGetsAnotherReplica() {
        grid.files("FR-DISK", "n/f", 1);
        long scan = start(Map.of());

        assertThat(report(scan, 0, true, file("f0", 100))).isEqualTo(1);

        assertThat(problems(scan)).isEmpty();
        assertThat(grid.rows(Tables.REPLICAS)).isEqualTo(2);
    }

    @Test
    void aDatasetClosedMeanwhileTakesNoMore() {
        long scan = start(Map.of());
        fixture.run(new SetOpen(did("night"), false));

        report(scan, 0, true, file("a", 5));

        assertThat(problems(scan).get("n/a")).contains("not attached").contains("closed");
        assertThat(fixture.view().get(Tables.SCAN_EXPECTED, new ScanItemKey(scan, "a"))).isEmpty();
    }

    @Test
    void refusesWhatCannotBeScanned() {
        refused(ErrorCode.RSE_NOT_FOUND, "XX", "in", "demo", "n/");
        refused(ErrorCode.INVALID_NAME, "UK-DISK", "../etc", "demo", "n/");
        refused(ErrorCode.INVALID_NAME, "UK-DISK", "/etc", "demo", "n/");
        refused(ErrorCode.SCOPE_NOT_FOUND, "UK-DISK", "in", "none", "n/");
        refused(ErrorCode.INVALID_NAME, "UK-DISK", "in", "demo", "a//");
        assertThat(grid.rows(Tables.SCANS)).isZero();
    }

    private void refused(ErrorCode code, String rse, String path, String scope, String prefix) {
        fixture.refuses(
                code, new StartScan(rse, path, scope, prefix, Optional.empty(), Map.of(), "root"));
    }
}
