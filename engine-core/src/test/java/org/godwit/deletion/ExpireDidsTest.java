package org.godwit.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.AddConstituents;
import org.godwit.content.Archives;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.SetTraits;
import org.godwit.rule.ExpireRules;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.UpdateRule;
import org.godwit.runtime.ErrorCode;
import org.godwit.transfer.DeclareBad;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExpireDidsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void indexesAndCountersAreExact() {
        fixture.checkDerivedRows();
    }

    private void lifetime(String name, Duration time) {
        fixture.run(traits(name, Optional.of(time)));
    }

    private static SetTraits traits(String name, Optional<Duration> lifetime) {
        return new SetTraits(
                Grid.did(name), Optional.empty(), Optional.empty(), Optional.of(lifetime));
    }

    private boolean exists(String name) {
        return Dids.find(fixture.view(), Grid.did(name)).isPresent();
    }

    /// Does what is due now; answers the number of decisions.
    private int expire() {
        int decisions = 0;
        Optional<Instant> next;
        do {
            next = fixture.run(new ExpireDids());
            decisions++;
            assertThat(decisions).as("it comes to an end").isLessThan(2_000);
        } while (next.filter(time -> !time.isAfter(fixture.now())).isPresent());
        return decisions;
    }

    private long told(EventType type) {
        try (var events = fixture.view().scanAll(Tables.EVENTS)) {
            List<EventType> types = new ArrayList<>();
            events.forEachRemaining(event -> types.add(event.getValue().type()));
            return types.stream().filter(type::equals).count();
        }
    }

    @Test
    void aDatasetGoesWhenItsTimeHasComeWithItsRulesAndWhatHoldsIt() {
        grid.datasets("night");
        grid.containers("year");
        grid.attach("night", grid.files("FR-DISK", "f", 3));
        grid.attach("year", "night");
        RuleId own = grid.rule("night", RuleSpec.of(1, "FR-DISK"));
        RuleId above = grid.rule("year", RuleSpec.of(1, "FR-DISK"));
        lifetime("night", DAY);
        fixture.advance(DAY.minusSeconds(1));
        expire();
        assertThat(exists("night")).isTrue();
        fixture.advance(Duration.ofSeconds(1));

        expire();

        assertThat(exists("night")).isFalse();
        assertThat(fixture.view().get(Tables.RULES, own)).isEmpty();
        assertThat(fixture.view().get(Tables.RULES, above)).isPresent();
        assertThat(grid.rows(Tables.CONTENTS)).isZero();
        assertThat(grid.rows(Tables.LOCKS)).isZero();
        assertThat(grid.rows(Tables.RULE_TARGETS)).isZero();
        assertThat(grid.rows(Tables.TOMBSTONES)).isEqualTo(3);
        assertThat(exists("f0")).isTrue();
        assertThat(exists("year")).isTrue();
        assertThat(told(EventType.DID_ERASED)).isEqualTo(1);
    }

    @Test
    void aLifetimeThatIsTakenAwayInTimeEndsNothing() {
        grid.datasets("night");
        lifetime("night", DAY);
        fixture.run(traits("night", Optional.empty()));
        fixture.advance(DAY.multipliedBy(2));
        assertThat(fixture.run(new ExpireDids())).isEmpty();
        assertThat(exists("night")).isTrue();
    }

    @Test
    void aLockedRuleKeepsADatasetUntilItIsUnlocked() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        RuleId rule = grid.rule("night", RuleSpec.of(1, "FR-DISK"));
        lock(rule, true);
        lifetime("night", DAY);
        fixture.advance(DAY);

        expire();
        assertThat(exists("night")).isTrue();
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(1);
        assertThat(fixture.view().get(Tables.RULES, rule)).isPresent();

        lock(rule, false);
        fixture.advance(Duration.ofHours(1));
        expire();
        assertThat(exists("night")).isFalse();
    }

    private void lock(RuleId rule, boolean locked) {
        fixture.run(
                new UpdateRule(
                        rule,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(locked)));
    }

    @Test
    void aFileWaitsForItsReplicasWhichMayGo() {
        grid.files("FR-DISK", "f", 1);
        grid.files("US-DISK", "f", 1);
        grid.datasets("night");
        grid.attach("night", "f0");
        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        fixture.run(
                new DeclareBad("US-DISK", List.of(Grid.did("f0")), false, "read error", "root"));
        lifetime("f0", DAY);
        fixture.advance(DAY);

        expire();
        assertThat(exists("f0")).isTrue();
        assertThat(grid.rows(Tables.RULES)).isZero();
        assertThat(grid.rows(Tables.CONTENTS)).isZero();
        assertThat(grid.rows(Tables.TOMBSTONES)).isEqualTo(2);

        fixture.run(context -> {
            context.tx().delete(Tables.REPLICAS, grid.at("f0", "FR-DISK"));
            context.tx().delete(Tables.REPLICAS, grid.at("f0", "US-DISK"));
            return true;
        });
        fixture.advance(Duration.ofHours(1));
        expire();
        assertThat(exists("f0")).isFalse();
        assertThat(grid.rows(Tables.BAD_REPLICAS)).isZero();
    }

    @Test
    void theNameOfWhatHasGoneIsFreeAndMeansSomethingElseThen() {
        grid.datasets("night");
        long old = grid.id("night");
        lifetime("night", DAY);
        fixture.advance(DAY);
        expire();

        grid.datasets("night");
        assertThat(grid.id("night")).isGreaterThan(old);
    }

    @Test
    void monotonicCollectionsAndThoseInThemEndToo() {
        grid.datasets("night");
        grid.containers("year");
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        grid.attach("year", "night");
        for (String name : List.of("night", "year")) {
            fixture.run(
                    new SetTraits(
                            Grid.did(name), Optional.of(true), Optional.empty(), Optional.empty()));
        }
        fixture.run(
                new Erase(
                        Grid.did("f0"),
                        "root",
                        Optional.of(Duration.ofHours(1)),
                        OptionalLong.empty()));
        fixture.advance(Duration.ofHours(2));
        while (fixture.run(new EraseDue())) {}
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(1);

        lifetime("night", DAY);
        fixture.advance(DAY);
        expire();
        assertThat(exists("night")).isFalse();
    }

    @Test
    void whatIsErasedAlreadyGoesAllTheSame() {
        grid.datasets("night");
        fixture.run(new Erase(Grid.did("night"), "root", Optional.empty(), OptionalLong.empty()));
        lifetime("night", Duration.ofHours(1));
        fixture.advance(Duration.ofHours(2));
        expire();
        assertThat(exists("night")).isFalse();
        assertThat(grid.rows(Tables.ERASURES)).isZero();
        fixture.advance(DAY);
        assertThat(fixture.run(new EraseDue())).isFalse();
    }

    @Test
    void anArchiveThatEndsHoldsNothingAndAFileInItOutlivesIt() {
        grid.files("FR-DISK", "a", 1);
        List<NewDid> inside =
                IntStream.range(0, ExpireDids.ROWS_AT_ONCE + 1)
                        .mapToObj(i -> NewDid.file(Grid.did("in" + i), 1, new Adler32(1)))
                        .toList();
        fixture.run(new AddConstituents(Grid.did("a0"), inside, "root"));
        lifetime("in0", DAY);
        fixture.advance(DAY);
        expire();
        assertThat(exists("in0")).isFalse();
        assertThat(grid.rows(Tables.ARCHIVE_CONTENTS)).isEqualTo(inside.size() - 1);

        fixture.run(context -> {
            context.tx().delete(Tables.REPLICAS, grid.at("a0", "FR-DISK"));
            return true;
        });
        lifetime("a0", Duration.ZERO);
        expire();
        assertThat(exists("a0")).isFalse();
        assertThat(grid.rows(Tables.ARCHIVE_CONTENTS)).isZero();
        assertThat(exists("in1")).isTrue();
        assertThat(Archives.holding(fixture.view(), grid.id("in1"))).isEmpty();
    }

    @Test
    void manyChildrenGoInBoundedDecisions() {
        int children = 100_000;
        grid.datasets("night");
        for (int from = 0; from < children; from += AddDids.DIDS_MAX) {
            List<NewDid> files =
                    IntStream.range(from, Math.min(children, from + AddDids.DIDS_MAX))
                            .mapToObj(i -> NewDid.file(Grid.did("f" + i), 1, new Adler32(1)))
                            .toList();
            fixture.run(new AddDids(files, "root"));
            List<Did> names = files.stream().map(NewDid::name).toList();
            for (int part = 0; part < names.size(); part += Attachments.CHILDREN_MAX) {
                fixture.run(
                        new Attach(
                                Grid.did("night"),
                                names.subList(
                                        part,
                                        Math.min(names.size(), part + Attachments.CHILDREN_MAX)),
                                Attachments.Duplicates.REFUSED));
            }
        }
        lifetime("night", DAY);
        fixture.advance(DAY);

        int decisions = 0;
        while (exists("night")) {
            assertThat(fixture.run(new ExpireDids())).isNotEqualTo(Optional.of(Instant.MAX));
            // Two rows for each child, and a few for the dataset itself.
            assertThat(fixture.lastChanges()).isLessThan(2 * ExpireDids.ROWS_AT_ONCE + 20);
            assertThat(fixture.lastReads()).isLessThan(10 * ExpireDids.ROWS_AT_ONCE);
            decisions++;
        }
        assertThat(decisions)
                .isBetween(
                        children / ExpireDids.ROWS_AT_ONCE,
                        2 + 2 * children / ExpireDids.ROWS_AT_ONCE);
    }

    @Test
    void whatCannotGoKeepsNothingFromGoingAndIsNotLookedAtAllTheTime() {
        int kept = 3 * ExpireDids.DIDS_AT_ONCE + 7;
        for (Did file : grid.files("FR-DISK", "f", kept)) {
            lifetime(file.name(), DAY);
        }
        grid.datasets("night");
        lifetime("night", DAY.plusSeconds(1));
        fixture.advance(DAY.plusSeconds(1));

        assertThat(expire()).isEqualTo(4);
        assertThat(exists("night")).isFalse();
        assertThat(exists("f0")).isTrue();

        // Nothing more is due for a while.
        Instant next = fixture.run(new ExpireDids()).orElseThrow();
        assertThat(fixture.lastChanges()).isZero();
        assertThat(next).isAfterOrEqualTo(fixture.now().plus(Duration.ofMinutes(1)));
    }

    @Test
    void aDatasetWhoseLargeRuleIsStillOnItsWayOutWaitsForIt() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", 2_500));
        RuleId rule = grid.rule("night", RuleSpec.of(1, "FR-DISK"));
        grid.planAll(rule);
        lifetime("night", DAY);
        fixture.advance(DAY);
        expire();
        while (fixture.run(new ExpireRules())
                .filter(time -> !time.isAfter(fixture.now()))
                .isPresent()) {}
        fixture.advance(Duration.ofMinutes(2));
        expire();
        assertThat(exists("night")).isFalse();
        assertThat(fixture.view().get(Tables.RULES, rule)).isEmpty();
        assertThat(grid.rows(Tables.TOMBSTONES)).isEqualTo(2_500);
    }

    @Test
    void aCollectionOnItsWayOutTakesNothingMore() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", ExpireDids.ROWS_AT_ONCE + 1));
        lifetime("night", DAY);
        fixture.advance(DAY);
        fixture.run(new ExpireDids());
        grid.files("FR-DISK", "g", 1);
        fixture.refuses(
                ErrorCode.UNSUPPORTED_OPERATION,
                new Attach(
                        Grid.did("night"),
                        List.of(Grid.did("g0")),
                        Attachments.Duplicates.REFUSED));
        expire();
        assertThat(exists("night")).isFalse();
    }

    @Test
    void aContainerEndsWithoutWhatItHolds() {
        grid.containers("year");
        grid.datasets("night");
        grid.attach("year", "night");
        assertThat(Dids.row(fixture.view(), grid.id("year")).type()).isEqualTo(DidType.CONTAINER);
        lifetime("year", DAY);
        fixture.advance(DAY);
        expire();
        assertThat(exists("year")).isFalse();
        assertThat(exists("night")).isTrue();
    }

    private Optional<ReplicaRow> replica(String file, String rse) {
        return fixture.view().get(Tables.REPLICAS, grid.at(file, rse));
    }

    @Test
    void aFileOfAnExpiredDatasetThatNoRuleHeldIsLeftAlone() {
        grid.datasets("night");
        grid.attach("night", grid.files("FR-DISK", "f", 1));
        lifetime("night", DAY);
        fixture.advance(DAY);
        expire();
        assertThat(replica("f0", "FR-DISK").orElseThrow().tombstone()).isEmpty();
    }
}
