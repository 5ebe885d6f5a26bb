package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Did;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random changes to collections and rules, against the plain meaning of a rule: every file below
/// its DID has as many locks as it asks for copies, all other files none.
class RuleModelTest {
    private static final int STEPS = 150;
    private static final List<String> DATASETS = List.of("d0", "d1", "d2", "d3");
    private static final List<String> CONTAINERS = List.of("c0", "c1", "c2");
    private static final List<String> SPREADS = List.of("FR", "FR|US", "FR+US", "*", "US+GB");

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();
    private final List<RuleId> rules = new ArrayList<>();
    private List<Did> files = List.of();

    static List<Long> seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + 40).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void locksAreWhatTheRulesMean(long seed) {
        Random random = new Random(seed);
        grid.datasets(DATASETS.toArray(String[]::new));
        grid.containers(CONTAINERS.toArray(String[]::new));
        files = grid.files("UK-DISK", "f", 12);
        for (int step = 0; step < STEPS; step++) {
            step(random);
        }
        write(true);
        Rules.toPlan(fixture.view()).forEach(grid::planAll);
        check();
        fixture.checkDerivedRows();
    }

    private void step(Random random) {
        try {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> grid.attach(pick(random, DATASETS), List.of(pick(random, files)));
                case 3 -> grid.detach(pick(random, DATASETS), pick(random, files).name());
                case 4 -> grid.attach(pick(random, CONTAINERS), pick(random, collections()));
                case 5 -> grid.detach(pick(random, CONTAINERS), pick(random, collections()));
                case 6 -> rules.add(grid.rule(pick(random, targets()), spec(random)));
                case 7 -> fixture.run(new DeleteRule(pick(random, rules)));
                case 8 -> write(random.nextBoolean());
                default -> disturb(random);
            }
        } catch (EngineException _) {
            // Refused, so nothing has changed: as good as any other step.
        }
    }

    private void disturb(Random random) {
        RuleId rule = pick(random, rules);
        if (random.nextBoolean()) {
            fixture.run(
                    new UpdateRule(
                            rule,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(5),
                            Optional.empty()));
        } else {
            fixture.run(new PlanRuleChunk(rule));
        }
    }

    private void write(boolean on) {
        for (String rse : List.of("US-DISK", "FR-DISK")) {
            fixture.run(
                    new SetRseAvailability(
                            rse, Optional.empty(), Optional.of(on), Optional.empty()));
        }
    }

    private static RuleSpec spec(Random random) {
        String spread = pick(random, SPREADS);
        int copies = spread.equals("FR") ? 1 + random.nextInt(2) : 2;
        return new RuleSpec(
                copies,
                spread,
                Optional.empty(),
                pick(random, List.of(Grouping.values())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1 + random.nextInt(3),
                false,
                false,
                false,
                Optional.empty());
    }

    private static <T> T pick(Random random, List<T> items) {
        if (items.isEmpty()) {
            throw new EngineException(ErrorCode.NOT_FOUND, "nothing to choose from");
        }
        return items.get(random.nextInt(items.size()));
    }

    private static List<String> collections() {
        List<String> all = new ArrayList<>(DATASETS);
        all.addAll(CONTAINERS);
        return all;
    }

    private List<String> targets() {
        List<String> all = collections();
        files.stream().limit(3).map(Did::name).forEach(all::add);
        return all;
    }

    private void check() {
        try (Cursor<RuleId, RuleRow> rows = fixture.view().scanAll(Tables.RULES)) {
            rows.forEachRemaining(this::check);
        }
        Set<LockKey> stray = new HashSet<>();
        try (Cursor<LockKey, ?> locks = fixture.view().scanAll(Tables.LOCKS)) {
            locks.forEachRemaining(lock -> {
                if (fixture.view().get(Tables.RULES, lock.getKey().rule()).isEmpty()) {
                    stray.add(lock.getKey());
                }
            });
        }
        assertThat(stray).isEmpty();
    }

    private void check(Map.Entry<RuleId, RuleRow> rule) {
        RuleRow row = rule.getValue();
        Set<Long> below = new HashSet<>(Tree.sample(fixture.view(), row.did(), 1_000));
        below.add(row.did()); // a rule on a file
        assertThat(row.state()).isNotEqualTo(RuleState.INJECT);
        for (Did file : files) {
            long id = grid.id(file.name());
            int locks = 0;
            try (Cursor<RuleLockKey, LockState> found =
                    fixture.view()
                            .scan(
                                    Tables.LOCKS_BY_RULE,
                                    new RuleLockKey(rule.getKey(), id, 0),
                                    new RuleLockKey(rule.getKey(), id + 1, 0))) {
                while (found.hasNext()) {
                    found.next();
                    locks++;
                }
            }
            assertThat(locks)
                    .as("locks of rule %s on %s", row.expression(), file)
                    .isEqualTo(below.contains(id) ? row.copies() : 0);
        }
    }
}
