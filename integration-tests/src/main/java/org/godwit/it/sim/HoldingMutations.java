package org.godwit.it.sim;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.ReplicaState;
import org.godwit.rule.Limits;
import org.godwit.rule.SetLimit;
import org.godwit.transfer.FireTimers;

/// Bugs in the decisions about limits, moves and bad replicas.
final class HoldingMutations {
    private HoldingMutations() {}

    static <R> Command<R> of(Mutant mutant, Command<R> command) {
        return switch (mutant) {
            case ENGINE_IGNORES_LIMITS -> ignoringLimits(command);
            case ENGINE_MOVES_TOO_EARLY ->
                    context -> {
                        R answer = command.decide(context);
                        giveBack(context);
                        return answer;
                    };
            case ENGINE_FORGIVES_BAD ->
                    context -> {
                        R answer = command.decide(context);
                        if (command instanceof FireTimers) {
                            forgive(context);
                        }
                        return answer;
                    };
            default -> command;
        };
    }

    private static <R> Command<R> ignoringLimits(Command<R> command) {
        return context -> {
            if (command instanceof SetLimit) {
                return command.decide(context);
            }
            Runnable local = lifted(context, Tables.ACCOUNT_LIMITS);
            Runnable global = lifted(context, Tables.GLOBAL_LIMITS);
            R answer = command.decide(context);
            local.run();
            global.run();
            return answer;
        };
    }

    /// Lifts all limits; answers how to put them back.
    private static <K extends Comparable<? super K>> Runnable lifted(
            Context context, Table<K, Long> table) {
        Map<K, Long> limits = rows(context, table);
        limits.keySet().forEach(key -> context.tx().put(table, key, Limits.INFINITE));
        return () -> limits.forEach((key, limit) -> context.tx().put(table, key, limit));
    }

    private static void giveBack(Context context) {
        rows(context, Tables.LOCK_MOVES)
                .forEach((lock, from) ->
                        context.tx()
                                .delete(Tables.LOCKS, new LockKey(lock.did(), from, lock.rule())));
    }

    private static void forgive(Context context) {
        Map<ReplicaKey, ReplicaRow> replicas = rows(context, Tables.REPLICAS);
        replicas.forEach((key, row) -> {
            if (row.state() == ReplicaState.BAD && row.tombstone().equals(Optional.empty())) {
                context.tx().put(Tables.REPLICAS, key, row.withState(ReplicaState.AVAILABLE));
            }
        });
    }

    private static <K extends Comparable<? super K>, V> Map<K, V> rows(
            Context context, Table<K, V> table) {
        Map<K, V> rows = new TreeMap<>();
        try (Cursor<K, V> all = context.tx().scanAll(table)) {
            all.forEachRemaining(row -> rows.put(row.getKey(), row.getValue()));
        }
        return rows;
    }
}
