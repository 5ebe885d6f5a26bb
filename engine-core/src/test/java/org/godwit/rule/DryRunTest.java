package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.model.AccountType;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.AddAccount;
import org.godwit.rule.language.RuleParser;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.SetLink;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Plans: what they say, and that what they say is what is done.
final class DryRunTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);

    private final Grid grid = new Grid();

    @BeforeEach
    void data() {
        grid.datasets("d");
        grid.attach("d", grid.files("UK-DISK", "f", 10));
    }

    @AfterEach
    void checkDerivedRows() {
        grid.fixture().checkDerivedRows();
    }

    @Test
    void saysOfEveryRseWhyItIsTakenOrNot() {
        grid.rse("DE-DISK", "UK", Map.of("tier", "1"));
        grid.fixture()
                .run(
                        new SetRseAvailability(
                                "DE-DISK", Optional.empty(), Optional.of(false), Optional.empty()));
        Forecast plan = plan("keep 2 copies at tier=1|FR-SCRATCH of demo:d distinct country");

        assertThat(verdicts(plan))
                .containsEntry("FR-DISK", Forecast.Verdict.CHOSEN)
                .containsEntry("US-DISK", Forecast.Verdict.CHOSEN)
                .containsEntry("FR-SCRATCH", Forecast.Verdict.DISTINCT)
                .containsEntry("UK-DISK", Forecast.Verdict.EXPRESSION)
                .containsEntry("DE-DISK", Forecast.Verdict.AVAILABILITY);
        assertThat(plan.rules().getFirst().files()).isEqualTo(new Count(20, 2_000));
        assertThat(plan.rules().getFirst().state()).isEqualTo(RuleState.REPLICATING);
        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.LOCKS)).isZero();
    }

    @Test
    void saysWhatIsThereAndWhatIsComing() {
        Forecast here = plan("keep 1 copy at UK-DISK|FR-DISK of demo:d");
        assertThat(here.rules().getFirst().present()).isEqualTo(new Count(10, 1_000));
        assertThat(here.links()).isEmpty();
        assertThat(reason(here, "FR-DISK")).isEqualTo("holds less of the data than those chosen");

        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        Forecast coming = plan("keep 1 copy at FR-DISK of demo:d");
        assertThat(coming.rules().getFirst().coming()).isEqualTo(new Count(1, 100));
        assertThat(coming.links().getFirst().moved()).isEqualTo(new Count(9, 900));
    }

    @Test
    void aPlanIsDoneExactlyAsItSays() {
        for (String grouping : List.of("together", "per dataset", "per file")) {
            attribute("FR-DISK", "w", "1");
            attribute("US-DISK", "w", "1");
            String statement = "keep 1 copy at FR-DISK|US-DISK of demo:d " + grouping + " prefer w";
            AddRule rules = AddRule.of(RuleParser.parse(statement), "root");
            for (int round = 0; round < 20; round++) {
                Forecast forecast =
                        DryRun.of(
                                grid.fixture().view(),
                                rules,
                                grid.fixture().now(),
                                new SplittableRandom(SEED + round));
                long plan = grid.fixture().run(new StorePlan(rules, "{}", forecast));
                RuleId rule = grid.fixture().run(new AddPlanned(plan)).getFirst();

                Map<String, Long> planned = new TreeMap<>();
                forecast.rules().getFirst().rses().stream()
                        .filter(at -> at.verdict() == Forecast.Verdict.CHOSEN)
                        .forEach(at -> planned.put(at.rse(), at.files().items()));
                Map<String, Long> done = new TreeMap<>();
                RuleReport.of(grid.fixture().view(), rule)
                        .rses()
                        .forEach(at -> done.put(at.rse(), at.locks().all().items()));
                assertThat(done).as("seed %d, %s", SEED + round, grouping).isEqualTo(planned);
                grid.fixture().run(new DeleteRule(rule));
            }
        }
    }

    @Test
    void aPlanThatDoesNotFitAnyMoreSaysWhatHasChanged() {
        long first = store("keep 1 copy at FR-DISK of demo:d");
        grid.attach("d", grid.files("UK-DISK", "g", 1));
        grid.fixture()
                .refuses(ErrorCode.UNSUPPORTED_OPERATION, new AddPlanned(first))
                .hasMessageContaining("now demo:d holds 11 files, 1100 bytes")
                .hasMessageContaining("then demo:d holds 10 files, 1000 bytes")
                .hasMessageContaining("plan again");

        long second = store("keep 1 copy at FR-DISK|US-DISK of demo:d");
        String chosen =
                Rses.row(
                                grid.fixture().view(),
                                AddPlanned.row(grid.fixture().view(), second)
                                        .targets()
                                        .getFirst()
                                        .rses()
                                        .getFirst())
                        .name();
        grid.fixture()
                .run(
                        new SetRseAvailability(
                                chosen, Optional.empty(), Optional.of(false), Optional.empty()));
        grid.fixture()
                .refuses(ErrorCode.UNSUPPORTED_OPERATION, new AddPlanned(second))
                .hasMessageContaining("RSE " + chosen + " takes no copies any more");
        assertThat(grid.rows(Tables.RULES)).isZero();
        grid.fixture()
                .refuses(ErrorCode.NOT_FOUND, new AddPlanned(99))
                .hasMessageContaining("plan 99 does not exist");
    }

    @Test
    void aPlanIsAppliedOnce() {
        long plan = store("keep 1 copy at FR-DISK of demo:d");
        grid.fixture().run(new AddPlanned(plan));
        grid.fixture().refuses(ErrorCode.NOT_FOUND, new AddPlanned(plan));
    }

    @Test
    void plansAreKeptForAWhileAndNotWithoutEnd() {
        for (int i = 0; i < StorePlan.PLANS_MAX + 5; i++) {
            store("keep 1 copy at FR-DISK of demo:f0");
        }
        assertThat(grid.rows(Tables.PLANS)).isEqualTo(StorePlan.PLANS_MAX);
        grid.fixture().advance(StorePlan.KEPT.plusSeconds(1));
        store("keep 1 copy at FR-DISK of demo:f0");
        assertThat(grid.rows(Tables.PLANS)).isEqualTo(1);
    }

    @Test
    void aPlanSaysWhatIsLeftOfTheLimits() {
        grid.fixture().run(new AddAccount("alice", AccountType.USER, false));
        limit("FR-DISK", 1_500);
        limit("US-DISK", 999);
        Forecast plan =
                DryRun.of(
                        grid.fixture().view(),
                        AddRule.of(
                                RuleParser.parse("keep 1 copy at FR-DISK|US-DISK of demo:d"),
                                "alice"),
                        grid.fixture().now(),
                        new SplittableRandom(SEED));

        assertThat(plan.quotas())
                .containsExactly(new Forecast.OfQuota("RSE FR-DISK", 1_500, 0, 1_000));
        assertThat(verdicts(plan)).containsEntry("US-DISK", Forecast.Verdict.QUOTA);
    }

    @Test
    void theLongLinkIsCrossedOnceWhereThatIsFaster() {
        measured("UK", "FR", 1_000_000);
        measured("UK", "US", 10_000);
        measured("FR", "US", 1_000_000);
        Forecast plan = plan("keep 2 copies at FR-DISK+US-DISK of demo:d");

        assertThat(plan.links())
                .extracting(link -> link.source() + ">" + link.destination())
                .containsExactly("UK>FR", "FR>US");
        assertThat(plan.links().getLast().after()).hasValue("FR");
        assertThat(plan.seconds().orElseThrow().likely()).isEqualTo(0.001);
    }

    @Test
    void whereNothingWasMeasuredTheNearerLinkIsTakenAndTheTimeIsNotKnown() {
        grid.fixture().run(distance("UK", "US", 100));
        grid.fixture().run(distance("FR", "US", 20));
        Forecast plan = plan("keep 2 copies at FR-DISK+US-DISK of demo:d");

        assertThat(plan.links())
                .extracting(link -> link.source() + ">" + link.destination())
                .containsExactly("UK>FR", "FR>US");
        assertThat(plan.seconds()).isEmpty();
    }

    @Test
    void theTimeHasItsUncertainty() {
        for (int i = 0; i < 10; i++) {
            measured("UK", "FR", 100L * (i + 1), 10L * (i + 1));
        }
        Forecast plan = plan("keep 1 copy at FR-DISK of demo:d");
        Forecast.Range rate = plan.links().getFirst().rate().orElseThrow();
        Forecast.Range time = plan.seconds().orElseThrow();

        assertThat(rate.low()).isLessThan(rate.likely());
        assertThat(rate.likely()).isLessThan(rate.high());
        assertThat(time.likely()).isEqualTo(1_000 / rate.likely());
        assertThat(time.high()).isEqualTo(1_000 / rate.low());
    }

    @Test
    void aLargeRuleIsScaledUpFromAPart() {
        grid.datasets("big");
        List<Did> files = grid.files("UK-DISK", "b", DryRun.LOCKS_MAX + 5_000);
        grid.attach("big", files);
        Forecast plan = plan("keep 1 copy at FR-DISK of demo:big");

        assertThat(plan.exact()).isFalse();
        assertThat(plan.rules().getFirst().state()).isEqualTo(RuleState.INJECT);
        assertThat(plan.rules().getFirst().files().items())
                .isBetween(files.size() - 10L, files.size() + 10L);
        assertThat(plan.links().getFirst().moved().items())
                .isBetween(files.size() - 10L, files.size() + 10L);
    }

    @Test
    void whyNotNamesTheReason() {
        grid.rule("d", RuleSpec.of(1, "FR-DISK"));
        List<WhyNot.OfRule> there = why("f0", "FR-DISK");
        List<WhyNot.OfRule> elsewhere = why("f0", "US-DISK");

        assertThat(there.getFirst().wants()).isTrue();
        assertThat(elsewhere.getFirst().wants()).isFalse();
        assertThat(elsewhere.getFirst().why())
                .isEqualTo("keeps it at FR-DISK; this RSE is not among FR-DISK");
        assertThat(elsewhere.getFirst().rses()).containsExactly("FR-DISK");
    }

    private List<WhyNot.OfRule> why(String file, String rse) {
        return WhyNot.of(
                grid.fixture().view(),
                grid.id(file),
                Rses.id(grid.fixture().view(), rse),
                grid.fixture().now());
    }

    private Forecast plan(String statement) {
        return DryRun.of(
                grid.fixture().view(),
                AddRule.of(RuleParser.parse(statement), "root"),
                grid.fixture().now(),
                new SplittableRandom(SEED));
    }

    private long store(String statement) {
        AddRule rules = AddRule.of(RuleParser.parse(statement), "root");
        return grid.fixture().run(new StorePlan(rules, "{}", plan(statement)));
    }

    private static Map<String, Forecast.Verdict> verdicts(Forecast plan) {
        Map<String, Forecast.Verdict> verdicts = new TreeMap<>();
        plan.rules().getFirst().rses().forEach(at -> verdicts.put(at.rse(), at.verdict()));
        return verdicts;
    }

    private static String reason(Forecast plan, String rse) {
        return plan.rules().getFirst().rses().stream()
                .filter(at -> at.rse().equals(rse))
                .findFirst()
                .orElseThrow()
                .why();
    }

    private void measured(String source, String destination, long bytesPerSecond) {
        measured(source, destination, bytesPerSecond, 60);
    }

    private void measured(String source, String destination, long bytesPerSecond, long ago) {
        grid.fixture()
                .run(context -> {
                    long start = (context.now().getEpochSecond() - ago) / 10 * 10;
                    context.tx()
                            .put(
                                    Tables.BINS,
                                    new BinKey(
                                            start,
                                            Rses.siteId(context.tx(), source),
                                            Rses.siteId(context.tx(), destination),
                                            "User",
                                            "a",
                                            1),
                                    new BinRow(10 * bytesPerSecond));
                    return true;
                });
    }

    private static SetLink distance(String source, String destination, int distance) {
        return new SetLink(
                source,
                destination,
                Optional.of(distance),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void attribute(String rse, String key, String value) {
        grid.fixture().run(new SetRseAttribute(rse, key, value));
    }

    private void limit(String rse, long bytes) {
        grid.fixture()
                .run(new SetLimit("alice", new SetLimit.Where.AtRse(rse), Optional.of(bytes)));
    }
}
