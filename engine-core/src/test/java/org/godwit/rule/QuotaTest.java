package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.model.AccountType;
import org.godwit.model.Grouping;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.AddAccount;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What accounts may hold. Files have 100 bytes.
final class QuotaTest {
    private final Grid grid = new Grid();

    @BeforeEach
    void aliceAndHerData() {
        grid.fixture().run(new AddAccount("alice", AccountType.USER, false));
        grid.datasets("d");
        grid.attach("d", grid.files("UK-DISK", "f", 5));
    }

    @AfterEach
    void checkDerivedRows() {
        grid.fixture().checkDerivedRows();
    }

    @Test
    void whoHasNoLimitMayHoldNothing() {
        grid.fixture()
                .refuses(ErrorCode.QUOTA_EXCEEDED, rule("FR-DISK"))
                .hasMessageContaining("account \"alice\" has no limit at RSE FR-DISK");
        assertThat(grid.rows(Tables.RULES)).isZero();
    }

    @Test
    void evenARuleOnNothingNeedsRoom() {
        grid.datasets("empty");
        AddRule onNothing =
                new AddRule(List.of(did("empty")), List.of(RuleSpec.of(1, "FR-DISK")), "alice");

        grid.fixture().refuses(ErrorCode.QUOTA_EXCEEDED, onNothing);
        limit("FR-DISK", 1);
        grid.fixture().run(onNothing);
    }

    @Test
    void aLimitMayBeUsedToItsLastByteAndNoFurther() {
        limit("FR-DISK", 500);
        RuleId rule = grid.fixture().run(rule("FR-DISK")).getFirst();

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(used("FR-DISK")).isEqualTo(new Count(5, 500));
        grid.files("UK-DISK", "g", 1);
        grid.fixture()
                .refuses(
                        ErrorCode.QUOTA_EXCEEDED,
                        new AddRule(
                                List.of(did("g0")), List.of(RuleSpec.of(1, "FR-DISK")), "alice"))
                .hasMessageContaining("has used 500 B of its 500 B at RSE FR-DISK");
    }

    @Test
    void anRseWithoutRoomIsPassedOver() {
        limit("FR-DISK", 499);
        limit("US-DISK", 500);
        RuleId rule = grid.fixture().run(rule("FR-DISK|US-DISK")).getFirst();

        assertThat(grid.locked(rule, "f0")).containsExactly("US-DISK");
    }

    @Test
    void infiniteLimitsAndAdministratorsAndMockRsesKnowNoBound() {
        limit("FR-DISK", Limits.INFINITE);
        grid.fixture().run(rule("FR-DISK"));
        assertThat(grid.rule("d", RuleSpec.of(1, "US-DISK"))).isNotNull();
        grid.rse("MOCK", "FR", Map.of("mock", "true"));
        grid.fixture().run(rule("MOCK"));
        assertThat(used("MOCK").bytes()).isEqualTo(500);
    }

    @Test
    void aLimitOverSeveralRsesCountsThemTogether() {
        limit("FR-DISK", Limits.INFINITE);
        limit("FR-SCRATCH", Limits.INFINITE);
        globalLimit("country=FR", 700);
        grid.fixture().run(rule("FR-DISK"));

        grid.fixture()
                .refuses(ErrorCode.QUOTA_EXCEEDED, rule("FR-SCRATCH"))
                .hasMessageContaining("500 B of its 700 B at the RSEs of \"country=FR\"");
        globalLimit("country=FR", 1_000);
        grid.fixture().run(rule("FR-SCRATCH"));
    }

    @Test
    void twoCopiesUnderOneLimitNeedRoomForBoth() {
        limit("FR-DISK", Limits.INFINITE);
        limit("FR-SCRATCH", Limits.INFINITE);
        globalLimit("FR-DISK|FR-SCRATCH", 999);
        AddRule two =
                new AddRule(
                        List.of(did("d")), List.of(RuleSpec.of(2, "FR-DISK|FR-SCRATCH")), "alice");

        grid.fixture().refuses(ErrorCode.QUOTA_EXCEEDED, two);
        assertThat(used("FR-DISK").bytes() + used("FR-SCRATCH").bytes()).isZero();
        globalLimit("FR-DISK|FR-SCRATCH", 1_000);
        grid.fixture().run(two);
    }

    @Test
    void rulesPlannedInTheBackgroundTogetherDoNotExceedALimit() {
        limit("FR-DISK", 800);
        grid.datasets("e");
        grid.attach("e", grid.files("UK-DISK", "g", 5));
        RuleId first = inBackground("d");
        RuleId second = inBackground("e");
        assertThat(used("FR-DISK").bytes()).isZero();

        grid.planAll(first);
        grid.planAll(second);

        assertThat(grid.row(first).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(grid.row(second).state()).isEqualTo(RuleState.INJECT);
        assertThat(grid.row(second).error().orElseThrow()).contains("RSE FR-DISK");
        assertThat(used("FR-DISK").bytes()).isLessThanOrEqualTo(800);
    }

    @Test
    void aRuleThatWaitsForRoomGoesOnWhenThereIsSome() {
        limit("FR-DISK", 800);
        grid.datasets("e");
        grid.attach("e", grid.files("UK-DISK", "g", 5));
        RuleId first = inBackground("d");
        RuleId second = inBackground("e");
        grid.planAll(first);
        grid.planAll(second);
        grid.fixture().takeEffects();

        grid.fixture().run(new DeleteRule(first));
        assertThat(grid.fixture().takeEffects()).contains(new Effect.RuleToPlan(second));
        grid.planAll(second);
        assertThat(grid.row(second).state()).isEqualTo(RuleState.REPLICATING);
    }

    @Test
    void whatIsAttachedWaitsForRoom() {
        limit("FR-DISK", 600);
        RuleId rule = grid.fixture().run(rule("FR-DISK")).getFirst();
        grid.attach("d", grid.files("UK-DISK", "g", 2));

        assertThat(used("FR-DISK").bytes()).isLessThanOrEqualTo(600);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        limit("FR-DISK", 700);
        grid.planAll(rule);
        assertThat(used("FR-DISK").bytes()).isEqualTo(700);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
    }

    @Test
    void aRuleGivenToAnotherAccountTakesOfItsLimits() {
        RuleId rule = grid.rule("d", RuleSpec.of(1, "FR-DISK"));
        UpdateRule give = owner(rule, "alice");
        limit("FR-DISK", 400);
        grid.fixture().refuses(ErrorCode.QUOTA_EXCEEDED, give);
        limit("FR-DISK", 500);
        grid.fixture().run(give);

        assertThat(used("FR-DISK").bytes()).isEqualTo(500);
        assertThat(grid.row(rule).account()).isEqualTo(account());
    }

    @Test
    void aLimitCanBeRemovedOnce() {
        limit("FR-DISK", 5);
        SetLimit removal =
                new SetLimit("alice", new SetLimit.Where.AtRse("FR-DISK"), Optional.empty());
        assertThat(grid.fixture().run(removal)).isTrue();
        grid.fixture()
                .refuses(ErrorCode.NOT_FOUND, removal)
                .hasMessageContaining("godwit account limits");
        grid.fixture()
                .refuses(
                        ErrorCode.INVALID_RSE_EXPRESSION,
                        new SetLimit(
                                "alice", new SetLimit.Where.AtRses("FR-DIKS"), Optional.of(1L)))
                .hasMessageContaining("did you mean \"FR-DISK\"");
        grid.fixture()
                .refuses(
                        ErrorCode.INVALID_INPUT,
                        new SetLimit(
                                "alice", new SetLimit.Where.AtRse("FR-DISK"), Optional.of(-2L)));
    }

    @Test
    void filesPlacedOneByOneGoWhereThereIsRoom() {
        limit("FR-DISK", 200);
        limit("US-DISK", 300);
        RuleSpec perFile = RuleSpec.of(1, "FR-DISK|US-DISK");
        grid.fixture().run(new AddRule(List.of(did("d")), List.of(grouped(perFile)), "alice"));

        assertThat(used("FR-DISK").bytes()).isEqualTo(200);
        assertThat(used("US-DISK").bytes()).isEqualTo(300);
    }

    @Test
    void aMoveTakesNoMoreThanThereIsRoomFor() {
        limit("UK-DISK", 500);
        tier("UK-DISK", "5");
        grid.fixture().run(rule("tier=5"));
        limit("FR-DISK", 300);
        tier("UK-DISK", "6");
        tier("FR-DISK", "5");

        grid.fixture().run(new ReviewRules(Optional.empty()));
        grid.fixture().run(new MoveLocks(MoveLimits.DEFAULT));

        assertThat(used("FR-DISK")).isEqualTo(new Count(3, 300));
        assertThat(used("UK-DISK")).isEqualTo(new Count(5, 500));
    }

    private void tier(String rse, String tier) {
        grid.fixture().run(new SetRseAttribute(rse, "tier", tier));
    }

    private static RuleSpec grouped(RuleSpec spec) {
        return new RuleSpec(
                spec.copies(),
                spec.expression(),
                spec.distinct(),
                Grouping.NONE,
                spec.weight(),
                spec.lifetime(),
                spec.sourceExpression(),
                spec.activity(),
                spec.priority(),
                spec.locked(),
                spec.purgeReplicas(),
                spec.ignoreAvailability(),
                spec.comment());
    }

    private static UpdateRule owner(RuleId rule, String account) {
        return new UpdateRule(
                rule,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new RareChanges(
                        Optional.of(account),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "root"));
    }

    private RuleId inBackground(String name) {
        RuleSpec spec = RuleSpec.of(1, "FR-DISK");
        RuleExtras plain = RuleExtras.PLAIN;
        RuleExtras later =
                new RuleExtras(
                        plain.preference(),
                        plain.notification(),
                        false,
                        false,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return grid.fixture()
                .run(new AddRule(List.of(did(name)), List.of(spec.with(later)), "alice"))
                .getFirst();
    }

    private AddRule rule(String expression) {
        return new AddRule(List.of(did("d")), List.of(RuleSpec.of(1, expression)), "alice");
    }

    private void limit(String rse, long bytes) {
        grid.fixture()
                .run(new SetLimit("alice", new SetLimit.Where.AtRse(rse), Optional.of(bytes)));
    }

    private void globalLimit(String expression, long bytes) {
        grid.fixture()
                .run(
                        new SetLimit(
                                "alice",
                                new SetLimit.Where.AtRses(expression),
                                Optional.of(bytes)));
    }

    private int account() {
        return Accounts.id(grid.fixture().view(), "alice");
    }

    private Count used(String rse) {
        return grid.fixture()
                .view()
                .get(
                        Tables.COUNTERS,
                        CounterKey.accountUsage(account(), Rses.id(grid.fixture().view(), rse)))
                .orElse(Count.ZERO);
    }
}
