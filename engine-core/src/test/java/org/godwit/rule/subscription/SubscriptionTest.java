package org.godwit.rule.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.model.SubscriptionState;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.SetMetadata;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rules for data that is still to come.
final class SubscriptionTest {
    private final Grid grid = new Grid();

    @AfterEach
    void checkDerivedRows() {
        grid.fixture().checkDerivedRows();
    }

    @Test
    void makesRulesForNewDataThatItMatches() {
        subscribe("raw", Map.of("scope", List.of("demo"), "datatype", List.of("RAW*")));
        grid.fixture().takeEffects();
        dataset("night", Map.of("datatype", "RAW.fits"));
        dataset("calib", Map.of("datatype", "FLAT"));
        dataset("bare", Map.of());

        assertThat(grid.fixture().takeEffects()).contains(new Effect.NewData());
        matchAll();
        RuleId rule = onlyRule("night");
        assertThat(grid.row(rule).state()).isEqualTo(RuleState.INJECT);
        assertThat(grid.row(rule).terms().subscription()).hasValue(id("raw"));
        assertThat(grid.row(rule).expiresAt())
                .hasValue(grid.fixture().now().plus(Duration.ofDays(30)));
        assertThat(rules("calib")).isEmpty();
        assertThat(rules("bare")).isEmpty();
        assertThat(grid.rows(Tables.NEW_DIDS)).isZero();
        assertThat(row("raw").state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(row("raw").matched()).isEqualTo(1);
    }

    @Test
    void dealsWithADidOnceWhateverHappensToItsRule() {
        subscribe("all", Map.of("scope", List.of("demo")));
        dataset("night", Map.of());
        matchAll();
        grid.fixture().run(new DeleteRule(onlyRule("night")));
        grid.fixture().run(new SetMetadata(did("night"), Map.of("k", Optional.of("v"))));
        matchAll();
        reevaluate("all");

        assertThat(rules("night")).isEmpty();
        assertThat(row("all").matched()).isEqualTo(1);
    }

    @Test
    void dataThatIsDescribedLaterIsLookedAtAgain() {
        subscribe("raw", Map.of("datatype", List.of("RAW")));
        dataset("night", Map.of());
        matchAll();
        assertThat(rules("night")).isEmpty();
        grid.fixture().run(new SetMetadata(did("night"), Map.of("datatype", Optional.of("RAW"))));
        matchAll();
        assertThat(rules("night")).hasSize(1);
    }

    @Test
    void aRunOverOldDataFindsWhatWasThereBefore() {
        for (int i = 0; i < 120; i++) {
            grid.datasets("old-" + i);
        }
        grid.containers("old-container");
        subscribe(
                "old",
                Map.of("pattern", List.of("old-*"), "excluded_pattern", List.of("*-7", "*-8*")));
        matchAll();
        assertThat(grid.rows(Tables.RULES)).isZero();
        Subscriptions.Preview preview =
                Subscriptions.preview(
                        grid.fixture().view(), row("old").filter(), Optional.of(id("old")));
        reevaluate("old");

        assertThat(grid.rows(Tables.RULES)).isEqualTo(121 - 1 - 11);
        assertThat(preview.matched()).isEqualTo(121 - 1 - 11);
        assertThat(preview.complete()).isTrue();
        assertThat(row("old").reevaluating()).isEmpty();
        assertThat(row("old").matched()).isEqualTo(109);
    }

    @Test
    void aRuleThatIsRefusedBreaksTheSubscriptionUntilOneIsNot() {
        subscribe("all", Map.of("did_type", List.of("dataset")));
        grid.fixture()
                .run(
                        new org.godwit.topology.SetRseAvailability(
                                "US-DISK", Optional.empty(), Optional.of(false), Optional.empty()));
        dataset("night", Map.of());
        matchAll();
        assertThat(row("all").state()).isEqualTo(SubscriptionState.BROKEN);
        assertThat(row("all").error().orElseThrow()).contains("demo:night").contains("US");
        assertThat(rules("night")).isEmpty();
        grid.fixture()
                .run(
                        new org.godwit.topology.SetRseAvailability(
                                "US-DISK", Optional.empty(), Optional.of(true), Optional.empty()));
        dataset("next", Map.of());
        matchAll();
        assertThat(row("all").state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(row("all").error()).isEmpty();
        assertThat(rules("next")).hasSize(1);
    }

    @Test
    void whatIsInactiveOrOverMakesNothing() {
        subscribe("off", Map.of("scope", List.of("*")));
        change("off", Optional.empty(), Optional.of(SubscriptionState.INACTIVE));
        dataset("night", Map.of());
        matchAll();
        change("off", Optional.of(Duration.ofHours(1)), Optional.of(SubscriptionState.ACTIVE));
        grid.fixture().advance(Duration.ofHours(1));
        dataset("late", Map.of());
        matchAll();

        assertThat(grid.rows(Tables.RULES)).isZero();
    }

    @Test
    void aRuleThatIsThereAlreadyIsNoError() {
        subscribe("all", Map.of("account", List.of("root")));
        dataset("night", Map.of());
        grid.fixture()
                .run(new AddRule(List.of(did("night")), List.of(RuleSpec.of(1, "US")), "root"));
        matchAll();
        assertThat(rules("night")).hasSize(1);
        assertThat(row("all").state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void nothingIsNotedWhereThereIsNoSubscription() {
        dataset("night", Map.of());
        assertThat(grid.rows(Tables.NEW_DIDS)).isZero();
        assertThat(grid.fixture().run(new MatchSubscriptions())).isFalse();
    }

    @Test
    void filesAreNoOnesData() {
        subscribe("all", Map.of("scope", List.of("demo")));
        grid.fixture()
                .run(
                        new AddDids(
                                List.of(
                                        new NewDid(
                                                did("f"),
                                                DidType.FILE,
                                                1,
                                                new Adler32(1),
                                                Map.of())),
                                "root"));
        matchAll();
        assertThat(grid.rows(Tables.RULES)).isZero();
    }

    @Test
    void badFiltersAndRulesAreRefused() {
        refused(Map.of(), "keep 1 copy at US", "give 1 to 100");
        refused(Map.of("did_type", List.of("FILE")), "keep 1 copy at US", "DATASET or CONTAINER");
        refused(Map.of("min_avg_file_size", List.of("x")), "keep 1 copy at US", "give bytes");
        refused(Map.of("scope", List.of()), "keep 1 copy at US", "has no value");
        grid.fixture()
                .refuses(
                        ErrorCode.INVALID_RSE_EXPRESSION,
                        add("x", Map.of("scope", List.of("a")), "keep 1 copy at USS"));
        grid.fixture()
                .refuses(
                        ErrorCode.INVALID_RULE,
                        add("x", Map.of("scope", List.of("a")), "keep 1 copy at US of a:b"));
        subscribe("x", Map.of("scope", List.of("a")));
        grid.fixture()
                .refuses(
                        ErrorCode.DUPLICATE,
                        add("x", Map.of("scope", List.of("a")), "keep 1 copy at US"));
    }

    private void refused(Map<String, List<String>> filter, String rule, String message) {
        grid.fixture()
                .refuses(ErrorCode.INVALID_INPUT, add("x", filter, rule))
                .hasMessageContaining(message);
    }

    private static SetSubscription add(String name, Map<String, List<String>> filter, String rule) {
        return new SetSubscription(
                "root",
                name,
                true,
                Optional.of(filter),
                Optional.of(List.of(rule)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void subscribe(String name, Map<String, List<String>> filter) {
        grid.fixture().run(add(name, filter, "keep 1 copy at US for 30 days"));
        assertThat(row(name).state()).isEqualTo(SubscriptionState.NEW);
    }

    private void change(
            String name, Optional<Duration> lifetime, Optional<SubscriptionState> state) {
        grid.fixture()
                .run(
                        new SetSubscription(
                                "root",
                                name,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                lifetime,
                                state));
    }

    private void dataset(String name, Map<String, String> metadata) {
        grid.fixture()
                .run(
                        new AddDids(
                                List.of(
                                        new NewDid(
                                                did(name),
                                                DidType.DATASET,
                                                0,
                                                new Adler32(1),
                                                metadata)),
                                "root"));
    }

    private void reevaluate(String name) {
        grid.fixture().run(new ReevaluateSubscription("root", name));
        matchAll();
    }

    private void matchAll() {
        int rounds = 0;
        while (grid.fixture().run(new MatchSubscriptions())) {
            rounds++;
            assertThat(rounds).isLessThan(100);
        }
    }

    private long id(String name) {
        return Subscriptions.id(grid.fixture().view(), "root", name);
    }

    private SubscriptionRow row(String name) {
        return Subscriptions.row(grid.fixture().view(), id(name));
    }

    private List<RuleId> rules(String name) {
        return Rules.on(grid.fixture().view(), grid.id(name));
    }

    private RuleId onlyRule(String name) {
        assertThat(rules(name)).hasSize(1);
        RuleRow _ = grid.row(rules(name).getFirst());
        return rules(name).getFirst();
    }
}
