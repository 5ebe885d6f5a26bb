package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.language.Lifetime;
import org.godwit.rule.language.RuleParser;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddRuleTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private void night(int files) {
        grid.datasets("night");
        grid.attach("night", grid.files("UK-DISK", "f", files));
        fixture.takeEffects();
    }

    @Test
    void keepsTwoCopiesAtFrAndUs() {
        night(3);

        RuleId rule =
                fixture.run(
                                AddRule.of(
                                        RuleParser.parse("keep 2 copies at FR+US of demo:night"),
                                        "root"))
                        .getFirst();

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        for (String file : List.of("f0", "f1", "f2")) {
            assertThat(grid.locked(rule, file)).containsExactly("FR-DISK", "US-DISK");
        }
        assertThat(grid.rows(Tables.REQUESTS)).isEqualTo(6);
        assertThat(
                        fixture.view()
                                .get(Tables.REQUESTS, grid.at("f0", "US-DISK"))
                                .orElseThrow()
                                .state())
                .isEqualTo(RequestState.QUEUED);
        RuleReport report = RuleReport.of(fixture.view(), rule);
        assertThat(report.locks().replicating().items()).isEqualTo(6);
        assertThat(report.locks().replicating().bytes()).isEqualTo(600);
        assertThat(report.rses())
                .extracting(RuleReport.AtRse::rse)
                .containsExactly("FR-DISK", "US-DISK");
        assertThat(fixture.takeEffects()).hasAtLeastOneElementOfType(Effect.LinkReady.class);
    }

    @Test
    void isOkAtOnceWhereTheCopiesAreAlready() {
        night(5);

        RuleId rule = grid.rule("night", RuleSpec.of(1, "UK-DISK"));

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(grid.rows(Tables.REQUESTS)).isZero();
    }

    @Test
    void prefersTheRseThatHoldsMostBytes() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-SCRATCH", "a", 3));
        grid.attach("night", grid.files("US-DISK", "b", 1));

        RuleId rule = grid.rule("night", RuleSpec.of(1, "*"));

        assertThat(grid.locked(rule, "a0")).containsExactly("FR-SCRATCH");
        assertThat(grid.locked(rule, "b0")).containsExactly("FR-SCRATCH");
    }

    @Test
    void takesTheEmptierRseWhereNoneHoldsAnything() {
        grid.files("FR-DISK", "other", 2);
        night(1);

        assertThat(grid.locked(grid.rule("night", RuleSpec.of(1, "site=FR")), "f0"))
                .containsExactly("FR-SCRATCH");
    }

    @Test
    void drawsInProportionToTheWeight() {
        grid.rse("HEAVY", "US", Map.of("share", "9", "w", "true"));
        grid.rse("LIGHT", "US", Map.of("share", "1", "w", "true"));
        grid.rse("NONE", "US", Map.of("w", "true"));
        night(400);
        RuleSpec spec =
                new RuleSpec(
                        1,
                        "w",
                        Optional.empty(),
                        Grouping.NONE,
                        Optional.of("share"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        3,
                        false,
                        false,
                        false,
                        Optional.empty());

        RuleReport report = RuleReport.of(fixture.view(), grid.rule("night", spec));

        Map<String, Long> shares =
                report.rses().stream()
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        RuleReport.AtRse::rse,
                                        at -> at.locks().replicating().items()));
        assertThat(shares).containsOnlyKeys("HEAVY", "LIGHT");
        assertThat(shares.get("HEAVY")).isBetween(330L, 390L);
    }

    @Test
    void groupsAllFilesDatasetsOrNone() {
        grid.containers("run");
        grid.datasets("one", "two");
        grid.attach("run", "one", "two");
        grid.attach("one", grid.files("FR-DISK", "a", 2));
        grid.attach("two", grid.files("US-DISK", "b", 3));

        RuleId all = grid.rule("run", grouped(Grouping.ALL));
        RuleId dataset = grid.rule("run", grouped(Grouping.DATASET));
        RuleId none = grid.rule("run", grouped(Grouping.NONE));

        assertThat(grid.locked(all, "a0")).containsExactly("US-DISK");
        assertThat(grid.locked(all, "b0")).containsExactly("US-DISK");
        assertThat(grid.locked(dataset, "a0")).containsExactly("FR-DISK");
        assertThat(grid.locked(dataset, "b0")).containsExactly("US-DISK");
        assertThat(grid.locked(none, "a1")).containsExactly("FR-DISK");
        assertThat(grid.row(dataset).state()).isEqualTo(RuleState.OK);
    }

    private static RuleSpec grouped(Grouping grouping) {
        return new RuleSpec(
                1,
                switch (grouping) {
                    case ALL -> "US-DISK|FR-DISK";
                    case DATASET -> "FR-DISK|US-DISK";
                    case NONE -> "FR-DISK|US-DISK|FR-DISK";
                },
                Optional.empty(),
                grouping,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                false,
                false,
                false,
                Optional.empty());
    }

    @Test
    void aFileInTwoDatasetsIsLockedOnce() {
        grid.containers("run");
        grid.datasets("one", "two");
        grid.attach("run", "one", "two");
        List<org.godwit.model.Did> files = grid.files("UK-DISK", "f", 2);
        grid.attach("one", files);
        grid.attach("two", files);

        RuleId rule = grid.rule("run", RuleSpec.of(1, "FR"));

        assertThat(grid.rows(Tables.LOCKS)).isEqualTo(2);
        assertThat(grid.locked(rule, "f0")).hasSize(1);
    }

    @Test
    void severalRulesShareAReplica() {
        night(1);
        RuleId first = grid.rule("night", RuleSpec.of(1, "US-DISK"));
        RuleId second = grid.rule("night", RuleSpec.of(1, "US"));

        assertThat(grid.rows(Tables.REQUESTS)).isEqualTo(1);
        assertThat(fixture.run(new DeleteRule(first))).isTrue();
        assertThat(grid.rows(Tables.REQUESTS)).isEqualTo(1);
        assertThat(fixture.run(new DeleteRule(second))).isTrue();
        assertThat(grid.rows(Tables.REQUESTS)).isZero();
        assertThat(fixture.view().get(Tables.REPLICAS, grid.at("f0", "US-DISK"))).isEmpty();
    }

    @Test
    void refusesWhatCannotBeMetAndChangesNothing() {
        night(1);
        refused(ErrorCode.DID_NOT_FOUND, "nights", RuleSpec.of(1, "FR"), "godwit did list demo:");
        refused(ErrorCode.INVALID_RULE, "night", RuleSpec.of(0, "FR"), "0 copies");
        refused(ErrorCode.INVALID_RULE, "night", RuleSpec.of(-1, "FR"), "-1 copies");
        refused(ErrorCode.INVALID_RULE, "night", RuleSpec.of(1, "FR+US"), "as many copies");
        refused(ErrorCode.INVALID_RSE_EXPRESSION, "night", RuleSpec.of(1, ""), "empty");
        refused(ErrorCode.INVALID_RSE_EXPRESSION, "night", RuleSpec.of(1, "FR&"), "");
        refused(ErrorCode.INVALID_RSE_EXPRESSION, "night", RuleSpec.of(1, "DE"), "\"DE\"");
        refused(ErrorCode.INVALID_RSE_EXPRESSION, "night", RuleSpec.of(2, "FR+DE"), "\"DE\"");
        refused(ErrorCode.INSUFFICIENT_TARGET_RSES, "night", RuleSpec.of(3, "FR"), "3 copies");
        refused(
                ErrorCode.INSUFFICIENT_TARGET_RSES,
                "night",
                RuleSpec.of(2, "US-DISK+site=US"),
                "together");
        fixture.run(
                new SetRseAvailability(
                        "US-DISK", Optional.empty(), Optional.of(false), Optional.empty()));
        refused(ErrorCode.RSE_WRITE_BLOCKED, "night", RuleSpec.of(1, "US"), "can be written");
        grid.rule("night", RuleSpec.of(1, "FR-DISK"));
        refused(ErrorCode.DUPLICATE_RULE, "night", RuleSpec.of(1, "FR-DISK"), "already keeps");
    }

    private void refused(ErrorCode code, String did, RuleSpec spec, String message) {
        int rules = grid.rows(Tables.RULES);
        fixture.refuses(code, new AddRule(List.of(did(did)), List.of(spec), "root"))
                .hasMessageContaining(message);
        assertThat(grid.rows(Tables.RULES)).isEqualTo(rules);
    }

    @Test
    void aStatementWithARefusedClauseAddsNoRule() {
        night(1);
        fixture.refuses(
                ErrorCode.INVALID_RSE_EXPRESSION,
                AddRule.of(
                        RuleParser.parse("keep 1 copy at FR and 1 copy at DE of demo:night"),
                        "root"));

        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.LOCKS)).isZero();
    }

    @Test
    void endsWithItsLifetime() {
        night(2);
        fixture.takeEffects();
        RuleId rule =
                fixture.run(
                                AddRule.of(
                                        RuleParser.parse(
                                                "keep 1 copy at FR of demo:night for 2 days"),
                                        "root"))
                        .getFirst();
        assertThat(fixture.takeEffects())
                .contains(new Effect.Due(fixture.now().plus(Duration.ofDays(2))));

        assertThat(fixture.run(new ExpireRules())).contains(fixture.now().plus(Duration.ofDays(2)));
        assertThat(grid.row(rule).expiresAt()).isPresent();
        fixture.advance(Duration.ofDays(2));
        assertThat(fixture.run(new ExpireRules())).isEmpty();

        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(grid.rows(Tables.RULE_TARGETS)).isZero();
    }

    @Test
    void aLockedRuleNeitherEndsNorIsDeleted() {
        night(1);
        RuleSpec spec =
                new RuleSpec(
                        1,
                        "FR",
                        Optional.empty(),
                        Grouping.DATASET,
                        Optional.empty(),
                        Optional.of(new Lifetime.For(Duration.ofHours(1))),
                        Optional.empty(),
                        Optional.empty(),
                        3,
                        true,
                        false,
                        false,
                        Optional.empty());
        RuleId rule = grid.rule("night", spec);
        fixture.advance(Duration.ofHours(2));

        assertThat(fixture.run(new ExpireRules())).isEmpty();
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, new DeleteRule(rule))
                .hasMessageContaining("locked");
    }

    @Test
    void aHigherPriorityReachesWaitingTransfers() {
        night(2);
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));

        fixture.run(
                new UpdateRule(
                        rule,
                        Optional.empty(),
                        Optional.of("urgent"),
                        Optional.empty(),
                        Optional.of(5),
                        Optional.empty()));
        grid.planAll(rule);

        assertThat(
                        fixture.view()
                                .get(Tables.REQUESTS, grid.at("f1", "US-DISK"))
                                .orElseThrow()
                                .priority())
                .isEqualTo(5);
        assertThat(grid.row(rule).comment()).contains("urgent");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
    }

    @Test
    void aDeclaredReplicaSatisfiesTheLock() {
        grid.datasets("night");
        grid.attach("night", grid.files("UK-DISK", "f", 1));
        RuleId rule = grid.rule("night", RuleSpec.of(1, "US"));

        grid.files("US-DISK", "f", 1);

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(
                        fixture.view()
                                .get(
                                        Tables.LOCKS,
                                        new LockKey(
                                                grid.id("f0"),
                                                grid.at("f0", "US-DISK").rse(),
                                                rule)))
                .contains(new LockRow(LockState.OK, 100, grid.row(rule).account()));
        assertThat(grid.rows(Tables.REQUESTS)).isZero();
    }
}
