package org.godwit.it.sim;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;

/// Keeps account of outcomes beside the catalogue: what agents truly ended, what the engine counted
/// and in which change set, and what it acknowledged. An outcome counts once, only if it is true,
/// and for good once acknowledged; the reports count as many transfers as were counted.
final class Accounts {
    /// @param agent who ended it
    private record End(OrderId order, String agent) {}

    private final Map<End, Set<Optional<FailureClass>>> ends = new HashMap<>();
    private final Map<OrderId, Long> counted = new HashMap<>();
    private final Set<OrderId> acknowledged = new HashSet<>();

    /// An agent has ended an order.
    void ended(String agent, TransferOutcome outcome) {
        Optional<FailureClass> failure =
                switch (outcome) {
                    case TransferOutcome.Completed _ -> Optional.empty();
                    case TransferOutcome.Failed failed -> Optional.of(failed.failure());
                };
        ends.computeIfAbsent(new End(outcome.order(), agent), _ -> new HashSet<>()).add(failure);
    }

    /// A change set is about to be applied to `before`.
    void applies(CatalogView before, ChangeSet changes) {
        long attempts = 0;
        long completions = 0;
        Map<Bottleneck, Long> limited = new EnumMap<>(Bottleneck.class);
        for (Change<?, ?> change : changes.changes()) {
            if (!(change instanceof Change.Put<?, ?> put)) {
                continue;
            }
            if (put.key() instanceof AttemptKey key && put.value() instanceof AttemptRow row) {
                count(key, row, changes.index());
                attempts++;
                row.limitedBy().ifPresent(stage -> add(limited, stage, row.bytes()));
            }
            if (put.key() instanceof CompletionKey key
                    && put.value() instanceof CompletionRow row) {
                before.get(Tables.COMPLETIONS, key)
                        .ifPresent(
                                old -> old.limited().forEach((stage, n) -> add(limited, stage, n)));
                row.limited().forEach((stage, n) -> add(limited, stage, -n));
                completions +=
                        total(row)
                                - before.get(Tables.COMPLETIONS, key)
                                        .map(Accounts::total)
                                        .orElse(0L);
            }
        }
        if (attempts != completions) {
            throw new Violation(
                    "S3",
                    "reports count " + completions + " transfers where " + attempts + " ended");
        }
        limited.values().removeIf(n -> n == 0);
        if (!limited.isEmpty()) {
            throw new Violation("S3", "reports count other bytes by what limited them: " + limited);
        }
    }

    private void count(AttemptKey key, AttemptRow row, long index) {
        OrderId order = new OrderId(key.did(), key.rse(), key.generation(), key.attempt());
        Set<Optional<FailureClass>> truth =
                ends.getOrDefault(new End(order, row.agent()), Set.of());
        boolean doubted =
                row.failure().equals(Optional.of(FailureClass.INTEGRITY)) && !truth.isEmpty();
        if (!truth.contains(row.failure()) && !doubted) {
            throw new Violation(
                    "S3", "order " + order + " counts as " + row + ", which is not how it ended");
        }
        if (counted.put(order, index) != null) {
            throw new Violation("S3", "order " + order + " counts twice");
        }
    }

    private static void add(Map<Bottleneck, Long> sums, Bottleneck stage, long bytes) {
        sums.merge(stage, bytes, Long::sum);
    }

    private static long total(CompletionRow row) {
        return row.files() + row.failures().values().stream().mapToLong(Long::longValue).sum();
    }

    /// The ruling engine tells an agent that an outcome needs not be told again.
    void acknowledged(OrderId order) {
        if (counted.containsKey(order)) {
            acknowledged.add(order);
        }
    }

    /// Of the change sets, those up to `lastIndex` are left.
    void recovered(long lastIndex) {
        Set<OrderId> lost = new HashSet<>();
        counted.forEach((order, index) -> {
            if (index > lastIndex) {
                lost.add(order);
            }
        });
        for (OrderId order : lost) {
            counted.remove(order);
            if (acknowledged.contains(order)) {
                throw new Violation("S3", "the acknowledged outcome of " + order + " is lost");
            }
        }
    }

    /// An older catalogue was restored: what was counted since is lost, and nobody's fault.
    ///
    /// @param lastIndex of the backup
    void restored(long lastIndex) {
        counted.forEach((order, index) -> {
            if (index > lastIndex) {
                acknowledged.remove(order);
            }
        });
        counted.values().removeIf(index -> index > lastIndex);
    }

    /// The reports as a whole.
    void check(CatalogView view) {
        long total = 0;
        try (Cursor<CompletionKey, CompletionRow> rows = view.scanAll(Tables.COMPLETIONS)) {
            while (rows.hasNext()) {
                total += total(rows.next().getValue());
            }
        }
        if (total != counted.size()) {
            throw new Violation("S3", "reports count " + total + " transfers of " + counted.size());
        }
    }
}
