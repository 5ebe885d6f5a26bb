package org.godwit.it.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;

/// The rows that a change set changes, as they were before.
final class ChangesBefore {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private record Place(Table<?, ?> table, Object key) {}

    private final Map<Place, Optional<?>> rows = new HashMap<>();

    /// @param view what it is about to be applied to
    ChangesBefore(CatalogView view, ChangeSet changes) {
        changes.changes().forEach(change -> keep(view, change));
    }

    private <K extends Comparable<? super K>, V> void keep(CatalogView view, Change<K, V> change) {
        rows.put(new Place(change.table(), change.key()), view.get(change.table(), change.key()));
    }

    <K extends Comparable<? super K>, V> boolean isChanged(Table<K, V> table, K key) {
        return rows.containsKey(new Place(table, key));
    }

    /// A row that is changed.
    @SuppressWarnings("unchecked") // kept under the very table whose types it has
    <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        return (Optional<V>) rows.getOrDefault(new Place(table, key), Optional.empty());
    }

    /// How many locks of a rule on a file were OK.
    int locksOk(long did, RuleId rule, CatalogView after) {
        int ok = 0;
        for (Map.Entry<Place, Optional<?>> row : rows.entrySet()) {
            if (row.getKey().key() instanceof LockKey key
                    && row.getKey().table().equals(Tables.LOCKS)
                    && key.did() == did
                    && key.rule().equals(rule)) {
                ok += isOk(row.getValue()) ? 1 : 0;
            }
        }
        try (Cursor<LockKey, LockRow> locks =
                after.scan(
                        Tables.LOCKS,
                        new LockKey(did, 0, FIRST_RULE),
                        new LockKey(did + 1, 0, FIRST_RULE))) {
            while (locks.hasNext()) {
                Map.Entry<LockKey, LockRow> lock = locks.next();
                boolean same = !isChanged(Tables.LOCKS, lock.getKey());
                if (same && lock.getKey().rule().equals(rule)) {
                    ok += isOk(Optional.of(lock.getValue())) ? 1 : 0;
                }
            }
        }
        return ok;
    }

    private static boolean isOk(Optional<?> row) {
        return row.isPresent() && row.get() instanceof LockRow lock && lock.state() == LockState.OK;
    }
}
