package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.model.AccountType;
import org.godwit.model.RequestState;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.AddAccount;
import org.godwit.namespace.SetOpen;
import org.godwit.rule.language.RuleParser;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAttribute;
import org.godwit.transfer.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Approval, suspension, successors, beginnings and ends of rules.
final class RuleLifeTest {
    private final Grid grid = new Grid();

    @BeforeEach
    void data() {
        grid.fixture().run(new AddAccount("alice", AccountType.USER, false));
        grid.datasets("d");
        grid.attach("d", grid.files("UK-DISK", "f", 3));
    }

    @AfterEach
    void checkDerivedRows() {
        grid.fixture().checkDerivedRows();
    }

    @Test
    void aRuleThatNeedsApprovalKeepsNothingUntilItHasIt() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d with approval", "alice");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.WAITING_APPROVAL);
        grid.attach("d", grid.files("UK-DISK", "g", 1));
        assertThat(grid.rows(Tables.LOCKS)).isZero();

        grid.fixture().run(new DecideApproval(rule, true, "bob", "for the run"));
        grid.planAll(rule);

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(grid.locked(rule, "g0")).containsExactly("FR-DISK");
        assertThat(events(rule)).containsExactly(RuleEvent.ADDED, RuleEvent.APPROVED);
        assertThat(history(rule).getLast().getValue().by()).isEqualTo("bob");
        assertThat(history(rule).getLast().getValue().note()).isEqualTo("for the run");
        grid.fixture()
                .refuses(
                        ErrorCode.UNSUPPORTED_OPERATION, new DecideApproval(rule, false, "bob", ""))
                .hasMessageContaining("waits for no approval");
    }

    @Test
    void aDeniedRuleIsGoneButNotItsHistory() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d with approval", "alice");
        grid.fixture().run(new DecideApproval(rule, false, "bob", "no room"));

        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(events(rule))
                .containsExactly(RuleEvent.ADDED, RuleEvent.DENIED, RuleEvent.ENDED);
        assertThat(RuleHistory.onDid(grid.fixture().view(), grid.id("d"), 10))
                .containsExactly(rule);
    }

    @Test
    void anRseCanAskForApprovalOfAllButAdministrators() {
        attribute("FR-DISK", "requires_approval", "true");
        RuleId hers = add("keep 1 copy at country=FR of demo:d", "alice");
        RuleId roots = add("keep 1 copy at FR-DISK of demo:d", "root");

        assertThat(grid.row(hers).state()).isEqualTo(RuleState.WAITING_APPROVAL);
        assertThat(grid.row(roots).state()).isEqualTo(RuleState.REPLICATING);
    }

    @Test
    void onlyApproversOfAllItsRsesDecide() {
        attribute("FR-DISK", "rule_approvers", "bob, carol");
        RuleId one = add("keep 1 copy at FR-DISK of demo:d with approval", "alice");
        RuleId many = add("keep 1 copy at country=FR of demo:d with approval", "alice");

        assertThat(Approval.mayDecide(grid.fixture().view(), grid.row(one), "carol")).isTrue();
        assertThat(Approval.mayDecide(grid.fixture().view(), grid.row(one), "alice")).isFalse();
        assertThat(Approval.mayDecide(grid.fixture().view(), grid.row(many), "carol")).isFalse();
    }

    @Test
    void smallClosedDataIsApprovedOfAtOnce() {
        attribute("FR-DISK", "auto_approve_bytes", "301");
        String statement = "keep 1 copy at FR-DISK of demo:d with approval";
        assertThat(grid.row(add(statement, "alice")).state()).isEqualTo(RuleState.WAITING_APPROVAL);
        grid.fixture().run(new DeleteRule(onlyRule()));
        grid.fixture().run(new SetOpen(did("d"), false));

        RuleId rule = add(statement, "alice");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(events(rule)).containsExactly(RuleEvent.ADDED, RuleEvent.APPROVED);
    }

    @Test
    void whereApprovalIsBlockedItCannotBeAskedFor() {
        attribute("FR-DISK", "block_manual_approval", "true");
        grid.fixture()
                .refuses(
                        ErrorCode.INVALID_RULE,
                        AddRule.of(
                                RuleParser.parse("keep 1 copy at FR-DISK of demo:d with approval"),
                                "alice"))
                .hasMessageContaining("FR-DISK takes no rules by approval");
    }

    @Test
    void aSuspendedRuleCopiesNothingMoreForItself() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        grid.fixture().run(suspend(rule, false));
        grid.attach("d", grid.files("UK-DISK", "g", 1));
        assertThat(grid.locked(rule, "g0")).isEmpty();
        setAside("f0");

        assertThat(request("f0")).isEqualTo(RequestState.SUSPENDED);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.SUSPENDED);

        grid.fixture().run(new ResumeRule(rule, "root"));
        grid.planAll(rule);
        assertThat(request("f0")).isEqualTo(RequestState.QUEUED);
        assertThat(grid.locked(rule, "g0")).containsExactly("FR-DISK");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
        assertThat(events(rule))
                .containsExactly(RuleEvent.ADDED, RuleEvent.SUSPENDED, RuleEvent.RESUMED);
    }

    @Test
    void aTransferThatAnotherRuleWantsGoesOn() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        RuleId other = add("keep 1 copy at FR-DISK of demo:f0", "root");
        grid.fixture().run(suspend(rule, false));
        setAside("f0");

        assertThat(request("f0")).isEqualTo(RequestState.QUEUED);
        assertThat(
                        grid.fixture()
                                .view()
                                .get(Tables.REQUESTS, grid.at("f0", "FR-DISK"))
                                .orElseThrow()
                                .rule())
                .isEqualTo(other);
    }

    @Test
    void aNewRuleTakesUpWhatWasSetAside() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        grid.fixture().run(suspend(rule, false));
        setAside("f0");
        add("keep 1 copy at FR-DISK of demo:f0", "root");

        assertThat(request("f0")).isEqualTo(RequestState.QUEUED);
    }

    @Test
    void aRuleSuspendedWhileItIsPlannedGoesOnWhereItWas() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d with background", "root");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        grid.fixture().run(suspend(rule, false));
        assertThat(grid.fixture().run(new PlanRuleChunk(rule))).isFalse();
        assertThat(grid.rows(Tables.LOCKS)).isZero();

        grid.fixture().run(new ResumeRule(rule, "root"));
        grid.planAll(rule);
        assertThat(grid.rows(Tables.LOCKS)).isEqualTo(3);
    }

    @Test
    void aRuleMarkedAsStuckHasStuckLocks() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        Optional<RuleLockKey> more =
                grid.fixture()
                        .run(
                                new SuspendRule(
                                        rule,
                                        SuspendRule.How.STUCK,
                                        false,
                                        Optional.empty(),
                                        "root"));

        assertThat(more).isEmpty();
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.STUCK);
        assertThat(grid.row(rule).error()).hasValue("marked as stuck by root");
        assertThat(grid.row(rule).terms().stuckSince()).hasValue(grid.fixture().now());
        copied(rule);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.OK);
        assertThat(grid.row(rule).terms().stuckSince()).isEmpty();
    }

    @Test
    void afterTwoWeeksOfBeingStuckARuleIsSuspended() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        grid.fixture()
                .run(new SuspendRule(rule, SuspendRule.How.STUCK, false, Optional.empty(), "root"));
        grid.fixture().advance(Duration.ofDays(15));
        grid.fixture()
                .run(context -> {
                    org.godwit.lock.Locks.settle(context, rule, Optional.of("still failing"));
                    return true;
                });

        assertThat(grid.row(rule).state()).isEqualTo(RuleState.SUSPENDED);
    }

    @Test
    void aMovedRuleEndsOnceTheNewOneIsOk() {
        RuleId old = add("keep 1 copy at FR-DISK of demo:d for 30 days as Express", "root");
        copied(old);
        RuleId next = grid.fixture().run(move(old, "US-DISK"));

        assertThat(grid.row(old).terms().child()).hasValue(next);
        assertThat(grid.row(next).activity()).isEqualTo("Express");
        assertThat(grid.row(next).expiresAt())
                .hasValue(grid.fixture().now().plus(Duration.ofDays(30)));
        grid.fixture().run(new ExpireRules());
        assertThat(grid.locked(old, "f0")).containsExactly("FR-DISK");
        grid.fixture()
                .refuses(ErrorCode.UNSUPPORTED_OPERATION, move(old, "FR-SCRATCH"))
                .hasMessageContaining("is being moved already");

        copied(next);
        grid.fixture().run(new ExpireRules());
        assertThat(grid.fixture().view().get(Tables.RULES, old)).isEmpty();
        assertThat(events(old)).containsExactly(RuleEvent.ADDED, RuleEvent.MOVED, RuleEvent.ENDED);
    }

    @Test
    void aMovedRuleStaysIfTheNewOneIsDeleted() {
        RuleId old = add("keep 1 copy at FR-DISK of demo:d", "root");
        RuleId next = grid.fixture().run(move(old, "US-DISK"));
        grid.fixture().run(new DeleteRule(next));
        grid.fixture().run(new ExpireRules());

        assertThat(grid.row(old).expiresAt()).isEmpty();
        assertThat(grid.row(old).terms().child()).isEmpty();
    }

    @Test
    void aReducedRuleKeepsCopiesThatAreThere() {
        grid.fixture()
                .run(new SetLimit("alice", new SetLimit.Where.AtRse("FR-DISK"), Optional.of(300L)));
        grid.fixture()
                .run(new SetLimit("alice", new SetLimit.Where.AtRse("US-DISK"), Optional.of(300L)));
        RuleId old = add("keep 2 copies at FR-DISK|US-DISK of demo:d", "alice");
        grid.fixture()
                .refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new ReduceRule(old, 1, Optional.empty(), "alice"))
                .hasMessageContaining("wait until it is OK");
        copied(old);
        RuleId next = grid.fixture().run(new ReduceRule(old, 1, Optional.of("US-DISK"), "alice"));

        assertThat(grid.row(next).state()).isEqualTo(RuleState.OK);
        assertThat(grid.row(next).terms().ignoreLimit()).isFalse();
        assertThat(grid.locked(next, "f0")).containsExactly("FR-DISK");
        assertThat(grid.fixture().view().get(Tables.RULES, old)).isEmpty();
        grid.fixture()
                .refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new ReduceRule(next, 1, Optional.empty(), "alice"))
                .hasMessageContaining("ask for fewer");
    }

    @Test
    void aDelayedRuleBeginsInItsTime() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d with delay 2 hours", "root");
        assertThat(grid.fixture().run(new PlanRuleChunk(rule))).isFalse();
        assertThat(grid.fixture().run(new ExpireRules()))
                .hasValue(grid.fixture().now().plus(Duration.ofHours(2)));
        grid.fixture().advance(Duration.ofHours(2));
        grid.fixture().takeEffects();
        grid.fixture().run(new ExpireRules());

        assertThat(grid.fixture().takeEffects()).contains(new Effect.RuleToPlan(rule));
        grid.planAll(rule);
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.REPLICATING);
    }

    @Test
    void aSplitRuleBecomesOneForEachDataset() {
        grid.datasets("e");
        grid.containers("inner", "outer");
        grid.attach("inner", "d");
        grid.attach("outer", "inner", "e");
        RuleId there = add("keep 2 copies at FR-DISK|US-DISK of demo:e", "root");
        RuleId rule = add("keep 1 copy at FR-DISK|US-DISK of demo:outer with split", "root");
        grid.planAll(rule);

        assertThat(grid.fixture().view().get(Tables.RULES, rule)).isEmpty();
        assertThat(Rules.on(grid.fixture().view(), grid.id("e"))).containsExactly(there);
        assertThat(Rules.on(grid.fixture().view(), grid.id("outer"))).isEmpty();
        RuleId part = Rules.on(grid.fixture().view(), grid.id("d")).getFirst();
        grid.planAll(part);
        assertThat(grid.locked(part, "f0")).hasSize(1);
        assertThat(events(rule)).containsExactly(RuleEvent.ADDED, RuleEvent.SPLIT, RuleEvent.ENDED);
    }

    @Test
    void aRuleOnTapeWithoutAnEndIsLocked() {
        grid.fixture()
                .run(
                        new org.godwit.topology.AddRse(
                                "US-TAPE", "US", org.godwit.model.RseType.TAPE, true, Map.of()));
        RuleId kept = add("keep 1 copy on tape at US of demo:d", "root");
        RuleId passing = add("keep 1 copy on tape of demo:f0 for 3 days", "root");

        assertThat(grid.row(kept).expression()).isEqualTo("US&rse_type=TAPE");
        assertThat(grid.row(kept).locked()).isTrue();
        assertThat(grid.row(passing).locked()).isFalse();
        assertThat(grid.locked(passing, "f0")).containsExactly("US-TAPE");
    }

    @Test
    void aChangeOfActivityReachesWhatWaits() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        grid.fixture()
                .run(
                        new UpdateRule(
                                rule,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("Express"),
                                Optional.empty(),
                                Optional.empty()));
        grid.planAll(rule);

        assertThat(
                        grid.fixture()
                                .view()
                                .get(Tables.REQUESTS, grid.at("f0", "FR-DISK"))
                                .orElseThrow()
                                .activity())
                .isEqualTo("Express");
    }

    @Test
    void theHistoryOfARuleOutlivesItByAWhile() {
        RuleId rule = add("keep 1 copy at FR-DISK of demo:d", "root");
        grid.fixture().run(new DeleteRule(rule));
        grid.fixture().advance(RuleHistory.KEPT.minusSeconds(1));
        grid.fixture().run(new ExpireRules());
        assertThat(events(rule)).hasSize(2);
        grid.fixture().advance(Duration.ofSeconds(2));
        grid.fixture().run(new ExpireRules());
        assertThat(events(rule)).isEmpty();
    }

    @Test
    void nearestAndFreestRsesComeFirst() {
        grid.fixture()
                .run(
                        new org.godwit.topology.SetLink(
                                "UK",
                                "US",
                                Optional.of(1),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        RuleId near = add("keep 1 copy at FR-DISK|US-DISK of demo:d prefer nearest", "root");
        assertThat(grid.locked(near, "f0")).containsExactly("US-DISK");
        attribute("FR-SCRATCH", "freespace", "900");
        attribute("FR-DISK", "freespace", "500");
        RuleId free = add("keep 1 copy at FR-DISK|FR-SCRATCH of demo:d prefer free space", "root");
        assertThat(grid.locked(free, "f0")).containsExactly("FR-SCRATCH");
    }

    private RuleId add(String statement, String account) {
        return grid.fixture().run(AddRule.of(RuleParser.parse(statement), account)).getFirst();
    }

    private static SuspendRule suspend(RuleId rule, boolean cancel) {
        return new SuspendRule(rule, SuspendRule.How.SUSPENDED, cancel, Optional.empty(), "root");
    }

    private static MoveRule move(RuleId rule, String expression) {
        return new MoveRule(
                rule, expression, Optional.empty(), Optional.empty(), Optional.empty(), "root");
    }

    private void attribute(String rse, String key, String value) {
        grid.fixture().run(new SetRseAttribute(rse, key, value));
    }

    /// As when a file's turn on the link has come.
    private void setAside(String file) {
        grid.fixture()
                .run(context -> {
                    var key = grid.at(file, "FR-DISK");
                    Requests.takeBack(
                            context, key, context.tx().get(Tables.REQUESTS, key).orElseThrow());
                    return true;
                });
    }

    private RequestState request(String file) {
        return grid.fixture()
                .view()
                .get(Tables.REQUESTS, grid.at(file, "FR-DISK"))
                .orElseThrow()
                .state();
    }

    /// All that a rule wants is there.
    private void copied(RuleId rule) {
        for (String file : List.of("f0", "f1", "f2")) {
            for (String rse : grid.locked(rule, file)) {
                grid.fixture()
                        .run(
                                new org.godwit.registration.AddReplicas(
                                        rse,
                                        List.of(
                                                new org.godwit.registration.NewReplica(
                                                        did(file),
                                                        100,
                                                        new org.godwit.model.Adler32(1),
                                                        Optional.empty())),
                                        "root"));
            }
        }
    }

    private RuleId onlyRule() {
        return Rules.on(grid.fixture().view(), grid.id("d")).getFirst();
    }

    private List<
                    Map.Entry<
                            org.godwit.catalog.schema.RuleEventKey,
                            org.godwit.catalog.schema.RuleEventRow>>
            history(RuleId rule) {
        return RuleHistory.of(grid.fixture().view(), rule);
    }

    private List<RuleEvent> events(RuleId rule) {
        return history(rule).stream().map(event -> event.getValue().event()).toList();
    }
}
