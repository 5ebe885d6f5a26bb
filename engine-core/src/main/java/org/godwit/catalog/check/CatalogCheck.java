package org.godwit.catalog.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Derivation;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;

/// A full check of one view: reads every row once, looks up every index row that it implies, counts
/// again what the counters count, and checks [CatalogInvariants].
///
/// Memory: one entry per counter, that is per collection, per RSE and state, per rule, RSE and
/// state, per account and RSE, per link and state; beyond that it does not depend on the number of
/// rows. Naming index rows that nothing implies, where their number shows that there are some,
/// takes [#STRAYS_AT_ONCE] keys at a time and reads the index's sources once for each such portion.
///
/// Confined to one thread.
public final class CatalogCheck {
    private static final int STRAYS_AT_ONCE = 200_000;
    private static final int PROGRESS_EVERY_ROWS = 10_000;

    private final CatalogView view;
    private final Consumer<Finding> findings;
    private final Progress progress;
    private final Map<CounterKey, Count> counts = new HashMap<>();

    /// Index rows that are implied and there.
    private final Map<Table<?, ?>, Long> present = new HashMap<>();

    private long rows;

    private CatalogCheck(CatalogView view, Consumer<Finding> findings, Progress progress) {
        this.view = view;
        this.findings = findings;
        this.progress = progress;
    }

    /// Checks a view.
    ///
    /// @param findingsMax how many findings to keep in the report; all are counted
    public static CheckReport run(CatalogView view, int findingsMax, Progress progress) {
        List<Finding> kept = new ArrayList<>();
        long[] total = {0};
        long rows =
                each(
                        view,
                        finding -> {
                            total[0]++;
                            if (kept.size() < findingsMax) {
                                kept.add(finding);
                            }
                        },
                        progress);
        return new CheckReport(rows, kept, total[0]);
    }

    /// Checks a view and hands over each finding as it is found.
    ///
    /// @return how many rows were read
    public static long each(CatalogView view, Consumer<Finding> findings, Progress progress) {
        CatalogCheck check = new CatalogCheck(view, findings, progress);
        Tables.PRIMARY.forEach(check::primary);
        Tables.DERIVED.stream()
                .filter(table -> !table.equals(Tables.COUNTERS))
                .forEach(check::index);
        check.readable(Tables.COUNTERS, check::counters);
        return check.rows;
    }

    private <K extends Comparable<? super K>, V> void primary(Table<K, V> table) {
        List<Derivation.Rule<K, V>> rules = Derivations.of(table);
        List<CatalogInvariants.Invariant<K, V>> invariants = CatalogInvariants.of(table);
        Derivation.Sink implications = new Implications();
        readable(
                table,
                () ->
                        scan(
                                table,
                                (key, value) -> {
                                    rules.forEach(rule -> rule.derive(key, value, implications));
                                    invariants.forEach(invariant ->
                                            invariant.inspect(
                                                    view,
                                                    key,
                                                    value,
                                                    problem -> found(table, key, problem)));
                                }));
    }

    /// All implied rows were looked up, so a surplus of rows means that some are implied by none.
    private <K extends Comparable<? super K>, V> void index(Table<K, V> table) {
        readable(
                table,
                () -> {
                    long[] stored = {0};
                    scan(table, (key, value) -> stored[0]++);
                    if (stored[0] > present.getOrDefault(table, 0L)) {
                        strays(table);
                    }
                });
    }

    private <K extends Comparable<? super K>, V> void strays(Table<K, V> table) {
        try (Cursor<K, V> stored = view.scanAll(table)) {
            while (stored.hasNext()) {
                Set<K> portion = new TreeSet<>();
                while (stored.hasNext() && portion.size() < STRAYS_AT_ONCE) {
                    portion.add(stored.next().getKey());
                }
                for (Derivation<?, ?> derivation : Derivations.ALL) {
                    removeImplied(derivation, table, portion);
                }
                portion.forEach(key ->
                        repairable(
                                table,
                                key,
                                "nothing implies this index row",
                                new Change.Delete<>(table, key)));
            }
        }
    }

    private <S extends Comparable<? super S>, R, K extends Comparable<? super K>, V>
            void removeImplied(Derivation<S, R> derivation, Table<K, V> table, Set<K> keys) {
        Derivation.Sink remover =
                new Derivation.Sink() {
                    @Override
                    public <A extends Comparable<? super A>, B> void index(
                            Table<A, B> other, A key, B value) {
                        if (other.equals(table)) {
                            keys.remove(table.keyType().cast(key));
                        }
                    }

                    @Override
                    public void count(CounterKey counter, long items, long bytes) {}
                };
        try (Cursor<S, R> sources = view.scanAll(derivation.source())) {
            sources.forEachRemaining(
                    row -> derivation.rule().derive(row.getKey(), row.getValue(), remover));
        }
    }

    private void counters() {
        Map<CounterKey, Count> expected = new TreeMap<>(counts);
        expected.values().removeIf(Count.ZERO::equals);
        scan(
                Tables.COUNTERS,
                (key, stored) -> {
                    Count counted = Optional.ofNullable(expected.remove(key)).orElse(Count.ZERO);
                    if (counted.equals(Count.ZERO)) {
                        repairable(
                                Tables.COUNTERS,
                                key,
                                "says " + stored + " where there is nothing to count",
                                new Change.Delete<>(Tables.COUNTERS, key));
                    } else if (!counted.equals(stored)) {
                        wrongCount(key, "says " + stored, counted);
                    }
                });
        expected.forEach((key, counted) -> wrongCount(key, "is missing", counted));
    }

    private void wrongCount(CounterKey key, String problem, Count counted) {
        repairable(
                Tables.COUNTERS,
                key,
                problem + ", counted " + counted,
                new Change.Put<>(Tables.COUNTERS, key, counted));
    }

    private <K extends Comparable<? super K>, V> void scan(
            Table<K, V> table, BiConsumer<K, V> each) {
        long read = 0;
        try (Cursor<K, V> cursor = view.scanAll(table)) {
            while (cursor.hasNext()) {
                Map.Entry<K, V> row = cursor.next();
                each.accept(row.getKey(), row.getValue());
                if (++read % PROGRESS_EVERY_ROWS == 0) {
                    progress.at(table.name(), read);
                }
            }
        }
        rows += read;
        progress.at(table.name(), read);
    }

    /// A table that cannot be read is a finding; the others are still checked.
    private void readable(Table<?, ?> table, Runnable check) {
        try {
            check.run();
        } catch (EngineException e) {
            findings.accept(
                    new Finding(
                            table.name(), "", String.valueOf(e.getMessage()), Optional.empty()));
        }
    }

    private void found(Table<?, ?> table, Object key, String problem) {
        findings.accept(new Finding(table.name(), key.toString(), problem, Optional.empty()));
    }

    private <K extends Comparable<? super K>, V> void repairable(
            Table<K, V> table, K key, String problem, Change<K, V> repair) {
        findings.accept(new Finding(table.name(), key.toString(), problem, Optional.of(repair)));
    }

    /// Looks up what a row implies, and counts.
    private final class Implications implements Derivation.Sink {
        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            Optional<V> stored = view.get(table, key);
            if (stored.isPresent()) {
                present.merge(table, 1L, Long::sum);
            }
            if (stored.isEmpty() || !stored.get().equals(value)) {
                repairable(
                        table,
                        key,
                        stored.map(wrong -> "is " + wrong + ", must be " + value)
                                .orElse("this index row is missing"),
                        new Change.Put<>(table, key, value));
            }
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            counts.merge(counter, new Count(items, bytes), Count::plus);
        }
    }
}
