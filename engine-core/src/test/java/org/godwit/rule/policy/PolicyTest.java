package org.godwit.rule.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.model.AccountType;
import org.godwit.model.RuleId;
import org.godwit.namespace.AddAccount;
import org.godwit.rule.Rules;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules declared in files.
final class PolicyTest {
    private final Grid grid = new Grid();

    @BeforeEach
    void data() {
        grid.datasets("night-1", "night-2", "flat");
        grid.attach("night-1", grid.files("UK-DISK", "f", 2));
    }

    @AfterEach
    void checkDerivedRows() {
        grid.fixture().checkDerivedRows();
    }

    @Test
    void addsWhatIsDeclaredAndThenChangesNothing() {
        Policy nights = policy("nights", "demo:night-*", "keep 1 copy at US and 1 copy at FR-DISK");
        assertThat(actions(apply(nights)))
                .containsExactly(
                        "ADD demo:night-1",
                        "ADD demo:night-1",
                        "ADD demo:night-2",
                        "ADD demo:night-2");
        assertThat(grid.rows(Tables.RULES)).isEqualTo(4);
        assertThat(
                        grid.row(ApplyPolicies.of(grid.fixture().view(), "nights").getFirst())
                                .terms()
                                .policy())
                .hasValue("nights");

        assertThat(actions(apply(nights))).allMatch(action -> action.startsWith("KEEP"));
        assertThat(grid.fixture().lastChanges()).isZero();
    }

    @Test
    void aTrialSaysTheSameAndWritesNothing() {
        ApplyPolicies command =
                new ApplyPolicies(
                        "root", List.of(policy("n", "demo:night-*", "keep 1 copy at US")), false);
        List<String> trial =
                actions(
                        command.trial(
                                grid.fixture().view(),
                                grid.fixture().now(),
                                new SplittableRandom(0)));
        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.POLICIES)).isZero();
        assertThat(actions(grid.fixture().run(command))).isEqualTo(trial);
    }

    @Test
    void changesWhatCanBeChangedAndReplacesTheRest() {
        apply(policy("n", "demo:night-1", "keep 1 copy at US"));
        RuleId rule = only("night-1");
        List<PolicyChange> changed =
                apply(policy("n", "demo:night-1", "keep 1 copy at US for 3 days priority 5"));
        assertThat(actions(changed)).containsExactly("CHANGE demo:night-1");
        assertThat(changed.getFirst().what()).contains("priority 3 becomes 5");
        assertThat(only("night-1")).isEqualTo(rule);
        assertThat(grid.row(rule).priority()).isEqualTo(5);
        assertThat(grid.row(rule).expiresAt())
                .hasValue(grid.fixture().now().plus(Duration.ofDays(3)));

        List<PolicyChange> replaced =
                apply(
                        policy(
                                "n",
                                "demo:night-1",
                                "keep 1 copy at US for 3 days priority 5 together"));
        assertThat(actions(replaced)).containsExactly("REPLACE demo:night-1");
        assertThat(replaced.getFirst().what()).isEqualTo("grouping DATASET becomes ALL");
        assertThat(only("night-1")).isNotEqualTo(rule);
    }

    @Test
    void toApplyAgainLaterProlongsNothing() {
        Policy policy = policy("n", "demo:night-1", "keep 1 copy at US for 3 days");
        apply(policy);
        RuleRow before = grid.row(only("night-1"));
        grid.fixture().advance(Duration.ofDays(1));
        assertThat(actions(apply(policy))).containsExactly("KEEP demo:night-1");
        assertThat(grid.row(only("night-1"))).isEqualTo(before);
    }

    @Test
    void removesWhatIsNotDeclaredAnyMore() {
        apply(policy("n", "demo:night-*", "keep 1 copy at US with lock"));
        assertThat(actions(apply(policy("n", "demo:night-2", "keep 1 copy at US with lock"))))
                .containsExactly("KEEP demo:night-2", "REMOVE demo:night-1");
        assertThat(Rules.on(grid.fixture().view(), grid.id("night-1"))).isEmpty();
    }

    @Test
    void otherPoliciesStayUnlessPruned() {
        apply(policy("a", "demo:night-1", "keep 1 copy at US"));
        Policy b = policy("b", "demo:night-2", "keep 1 copy at US");
        apply(b);
        assertThat(grid.rows(Tables.POLICIES)).isEqualTo(2);
        List<PolicyChange> pruned = grid.fixture().run(new ApplyPolicies("root", List.of(b), true));
        assertThat(actions(pruned)).containsExactly("KEEP demo:night-2", "REMOVE demo:night-1");
        assertThat(grid.rows(Tables.POLICIES)).isEqualTo(1);
        assertThat(grid.rows(Tables.RULES)).isEqualTo(1);
    }

    @Test
    void oneThatIsRefusedRefusesAll() {
        grid.fixture().run(new AddAccount("alice", AccountType.USER, false));
        ApplyPolicies both =
                new ApplyPolicies(
                        "root",
                        List.of(
                                policy("a", "demo:night-1", "keep 1 copy at US"),
                                policy("b", "demo:nowhere", "keep 1 copy at US")),
                        false);
        grid.fixture().refuses(ErrorCode.DID_NOT_FOUND, both);
        assertThat(grid.rows(Tables.RULES)).isZero();
        apply(policy("a", "demo:night-1", "keep 1 copy at US"));
        grid.fixture()
                .refuses(
                        ErrorCode.DUPLICATE,
                        new ApplyPolicies(
                                "alice",
                                List.of(policy("a", "demo:night-1", "keep 1 copy at US")),
                                false))
                .hasMessageContaining("another account's");
        refused(policy("no good", "demo:night-1", "keep 1 copy at US"), ErrorCode.INVALID_NAME);
        refused(policy("x", "*:night-1", "keep 1 copy at US"), ErrorCode.INVALID_INPUT);
        refused(new Policy("x", List.of(), List.of(), Optional.empty()), ErrorCode.INVALID_INPUT);
    }

    @Test
    void aPatternThatMatchesNothingYetIsNoError() {
        assertThat(apply(policy("n", "demo:dawn-*", "keep 1 copy at US"))).isEmpty();
        grid.datasets("dawn-1");
        assertThat(actions(apply(policy("n", "demo:dawn-*", "keep 1 copy at US"))))
                .containsExactly("ADD demo:dawn-1");
    }

    private void refused(Policy policy, ErrorCode code) {
        grid.fixture().refuses(code, new ApplyPolicies("root", List.of(policy), false));
    }

    private static Policy policy(String name, String data, String rule) {
        return new Policy(name, List.of(data), List.of(rule), Optional.empty());
    }

    private List<PolicyChange> apply(Policy policy) {
        return grid.fixture().run(new ApplyPolicies("root", List.of(policy), false));
    }

    private static List<String> actions(List<PolicyChange> changes) {
        return changes.stream().map(change -> change.action() + " " + change.did()).toList();
    }

    private RuleId only(String did) {
        List<RuleId> rules = Rules.on(grid.fixture().view(), grid.id(did));
        assertThat(rules).hasSize(1);
        return rules.getFirst();
    }
}
