package org.godwit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.message.FromAgent;
import org.godwit.message.FromAgent.Look;
import org.godwit.message.FromAgent.SettledFile;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.BadState;
import org.godwit.model.ReplicaState;
import org.godwit.model.SettlementState;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final String DARK = "stray/file";
    private static final Map<String, Long> LIVE = Map.of("uk-1", 7L);

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();
    private long audit;

    @BeforeEach
    void agent() {
        Command<AgentRow> put =
                context -> {
                    AgentRow agent =
                            new AgentRow(
                                    "uk-1",
                                    Rses.siteId(context.tx(), "UK"),
                                    List.of(Rses.id(context.tx(), "UK-DISK")),
                                    "localhost",
                                    1,
                                    7,
                                    context.now());
                    context.tx().put(Tables.AGENTS, agent.name(), agent);
                    return agent;
                };
        fixture.run(put);
        grid.files("UK-DISK", "f", 100);
        grid.files("US-DISK", "f", 2);
        audit = fixture.run(new StartAudit("UK-DISK", Optional.empty(), "root"));
    }

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private String path(String file) {
        return StoragePath.hash(Grid.did(file));
    }

    private void find(AuditKind kind, String path, Optional<String> file) {
        long generation = file.map(name -> replica(name).orElseThrow().generation()).orElse(0L);
        fixture.run(
                new RecordFindings(
                        audit,
                        Map.of(
                                new AuditFindingKey(audit, path, file.map(grid::id).orElse(0L)),
                                new AuditFindingRow(
                                        kind,
                                        generation,
                                        file.isPresent() ? 100 : 0,
                                        kind == AuditKind.LOST ? -1 : 7,
                                        Optional.empty(),
                                        SettlementState.OPEN,
                                        ""))));
    }

    private void lost(String file) {
        find(AuditKind.LOST, path(file), Optional.of(file));
    }

    private void end(long lost, long dark) {
        AuditTally tally =
                new AuditTally(
                        new Count(100, 10_000),
                        new Count(100, 10_000),
                        new Count(lost, lost * 100),
                        new Count(dark, dark * 7),
                        Count.ZERO,
                        0,
                        0,
                        0,
                        0);
        assertThat(fixture.run(new EndAudit(audit, tally, 1, ""))).isTrue();
    }

    private ApplyAudit apply(boolean lost, boolean dark) {
        return new ApplyAudit(audit, lost, dark, Duration.ofHours(1), false, "root");
    }

    private OrderSettlement.Outcome order() {
        return fixture.run(new OrderSettlement(audit, LIVE));
    }

    private Optional<ToAgent.Settle> ordered() {
        return fixture.takeEffects().stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).message())
                .filter(ToAgent.Settle.class::isInstance)
                .map(ToAgent.Settle.class::cast)
                .findFirst();
    }

    private int answer(String path, Look look, long bytes, String detail) {
        return answer(7, path, look, bytes, detail);
    }

    private int answer(long incarnation, String path, Look look, long bytes, String detail) {
        return fixture.run(
                new RecordSettled(
                        new FromAgent.Settled(
                                "uk-1",
                                incarnation,
                                audit,
                                1,
                                List.of(new SettledFile(path, look, bytes, detail)))));
    }

    private AuditRow row() {
        return AuditRows.row(fixture.view(), audit);
    }

    private SettlementState state(String path) {
        return AuditRows.at(fixture.view(), audit, path).getFirst().getValue().state();
    }

    private Optional<ReplicaRow> replica(String file) {
        return fixture.view().get(Tables.REPLICAS, grid.at(file, "UK-DISK"));
    }

    private Optional<BadState> bad(String file) {
        return fixture.view()
                .get(Tables.BAD_REPLICAS, grid.at(file, "UK-DISK"))
                .map(BadReplicaRow::state);
    }

    @Test
    void whatIsNotThereIsDeclaredBadAndRecovered() {
        grid.rule("f0", RuleSpec.of(1, "UK"));
        lost("f0");
        lost("f1");
        end(2, 0);
        ApplyAudit.Plan plan = fixture.run(apply(true, false));
        assertThat(plan.replicas()).isEqualTo(2);
        assertThat(plan.percent()).isEqualTo(2);

        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ORDERED);
        ToAgent.Settle order = ordered().orElseThrow();
        assertThat(order.files()).hasSize(2).noneMatch(ToAgent.Found::aside);
        assertThat(answer(path("f0"), Look.MISSING, -1, "")).isEqualTo(1);
        assertThat(answer(path("f0"), Look.MISSING, -1, "")).as("again").isZero();
        assertThat(answer(path("f1"), Look.THERE, 100, "")).isEqualTo(1);
        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ENDED);

        assertThat(bad("f0")).contains(BadState.RECOVERING);
        assertThat(bad("f1")).isEmpty();
        assertThat(row().state()).isEqualTo(AuditState.APPLIED);
        assertThat(row().settled().declared()).isEqualTo(1);
        assertThat(row().settled().left()).isEqualTo(1);
        assertThat(grid.rows(Tables.AUDIT_FENCES)).isZero();
    }

    @Test
    void moreThanAFewPercentAreNotTouchedWithoutBeingAskedTwice() {
        end(4, 2);
        fixture.refuses(ErrorCode.INVALID_INPUT, apply(true, true))
                .hasMessageContaining("6 % of those at UK-DISK")
                .hasMessageContaining("--even-if-many");
        assertThat(row().state()).isEqualTo(AuditState.DONE);
        assertThat(fixture.run(apply(true, false)).percent()).isEqualTo(4);
    }

    @Test
    void darkFilesArePutAsideOnlyIfTheStillAre() {
        find(AuditKind.DARK, DARK, Optional.empty());
        find(AuditKind.DARK, "stray/young", Optional.empty());
        end(0, 2);
        fixture.run(apply(false, true));
        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ORDERED);
        assertThat(ordered().orElseThrow().files())
                .contains(
                        new ToAgent.Found(DARK, 7, true),
                        new ToAgent.Found("stray/young", 7, true));
        answer(DARK, Look.ASIDE, 7, ".godwit/quarantine/1/stray/file");
        answer("stray/young", Look.LEFT, -1, "changed lately");
        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ENDED);
        assertThat(state(DARK)).isEqualTo(SettlementState.QUARANTINED);
        assertThat(state("stray/young")).isEqualTo(SettlementState.LEFT);
        assertThat(row().settled().quarantined()).isEqualTo(1);
    }

    private AddReplicas declare(String path) {
        return new AddReplicas(
                "UK-DISK",
                List.of(new NewReplica(Grid.did("new"), 7, new Adler32(1), Optional.of(path))),
                "root");
    }

    @Test
    void aFileThatIsDeclaredBeforeTheOrderStays() {
        find(AuditKind.DARK, DARK, Optional.empty());
        end(0, 1);
        fixture.run(apply(false, true));
        fixture.run(declare(DARK));
        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ENDED);
        assertThat(state(DARK)).isEqualTo(SettlementState.LEFT);
        assertThat(row().settled().left()).isEqualTo(1);
    }

    @Test
    void aFileThatAnAgentIsToldToPutAsideCannotBeDeclared() {
        find(AuditKind.DARK, DARK, Optional.empty());
        end(0, 1);
        fixture.run(apply(false, true));
        order();
        fixture.refuses(ErrorCode.DUPLICATE, declare(DARK)).hasMessageContaining("quarantine");
        answer(DARK, Look.ASIDE, 7, "there");
        fixture.run(declare(DARK));
    }

    @Test
    void aTransferThatTookAnAsideFileForItsOwnIsMadeAgain() {
        // As it is when the copy was adopted between the order and the move.
        find(AuditKind.DARK, path("f0"), Optional.empty());
        end(0, 1);
        Command<ReplicaRow> copying =
                context -> {
                    ReplicaKey key = grid.at("f0", "UK-DISK");
                    ReplicaRow row = context.tx().get(Tables.REPLICAS, key).orElseThrow();
                    context.tx().delete(Tables.REPLICAS, key);
                    return row;
                };
        ReplicaRow row = fixture.run(copying);
        fixture.run(apply(false, true));
        order();
        Command<ReplicaRow> arrived =
                context -> {
                    context.tx().put(Tables.REPLICAS, grid.at("f0", "UK-DISK"), row);
                    return row;
                };
        fixture.run(arrived);
        answer(path("f0"), Look.ASIDE, 100, ".godwit/quarantine/1/x");
        assertThat(replica("f0").orElseThrow().state()).isEqualTo(ReplicaState.BAD);
    }

    @Test
    void whatChangedSinceTheReportIsLeftAlone() {
        lost("f0");
        lost("f1");
        end(2, 0);
        fixture.run(apply(true, false));
        Command<Boolean> remade =
                context -> {
                    ReplicaKey key = grid.at("f1", "UK-DISK");
                    ReplicaRow old = context.tx().get(Tables.REPLICAS, key).orElseThrow();
                    context.tx()
                            .put(
                                    Tables.REPLICAS,
                                    key,
                                    ReplicaRow.available(
                                            context.index(),
                                            100,
                                            old.path(),
                                            old.account(),
                                            context.now()));
                    return true;
                };
        fixture.run(remade);
        order();
        assertThat(ordered().orElseThrow().files())
                .extracting(ToAgent.Found::path)
                .containsExactly(path("f0"));
        assertThat(state(path("f1"))).isEqualTo(SettlementState.LEFT);
    }

    @Test
    void onlyThePresentStartOfAnAgentThatServesTheRseIsBelieved() {
        lost("f0");
        end(1, 0);
        fixture.run(apply(true, false));
        order();
        assertThat(answer(6, path("f0"), Look.MISSING, -1, "")).isZero();
        assertThat(bad("f0")).isEmpty();
    }

    @Test
    void anOrderThatWasNotAnsweredIsGivenAgain() {
        lost("f0");
        end(1, 0);
        fixture.run(apply(true, false));
        order();
        ToAgent.Settle first = ordered().orElseThrow();
        assertThat(order()).isEqualTo(OrderSettlement.Outcome.ORDERED);
        assertThat(ordered().orElseThrow().files()).isEqualTo(first.files());
        assertThat(fixture.run(new OrderSettlement(audit, Map.of())))
                .isEqualTo(OrderSettlement.Outcome.NO_AGENT);
    }

    @Test
    void oneAuditOfAnRseAtATime() {
        fixture.refuses(ErrorCode.OVERLOADED, new StartAudit("UK-DISK", Optional.empty(), "root"))
                .hasMessageContaining(" of UK-DISK is under way");
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new StartAudit("US-DISK", Optional.of(fixture.now().plusSeconds(60)), "root"));
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, apply(true, true));
        end(0, 0);
        fixture.run(new StartAudit("UK-DISK", Optional.empty(), "root"));
    }
}
