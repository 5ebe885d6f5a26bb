package org.godwit.report;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;

/// Books ended transfers into bins of time, in the same decision as their effects on replicas, so
/// that what reports count is exactly what the catalogue holds.
public final class Completions {
    private static final CompletionRow NONE = new CompletionRow(0, 0, 0, 0, Map.of(), Map.of());

    private Completions() {}

    /// Books a file that arrived verified.
    public static void add(
            Context context, Link link, String activity, TransferOutcome.Completed outcome) {
        CompletionKey key = key(context.now(), link, activity);
        CompletionRow row = context.tx().get(Tables.COMPLETIONS, key).orElse(NONE);
        long bytes = Math.max(0, outcome.bytesMoved());
        context.tx()
                .put(
                        Tables.COMPLETIONS,
                        key,
                        new CompletionRow(
                                row.files() + 1,
                                row.bytes() + outcome.bytes(),
                                row.bytesMoved() + bytes,
                                row.bytesFailed(),
                                row.failures(),
                                limited(row, outcome, bytes)));
    }

    /// Books a failed attempt.
    public static void addFailure(
            Context context, Link link, String activity, TransferOutcome.Failed outcome) {
        CompletionKey key = key(context.now(), link, activity);
        CompletionRow row = context.tx().get(Tables.COMPLETIONS, key).orElse(NONE);
        Map<FailureClass, Long> failures = new HashMap<>(row.failures());
        failures.merge(outcome.failure(), 1L, Long::sum);
        long bytes = Math.max(0, outcome.bytesDone());
        context.tx()
                .put(
                        Tables.COMPLETIONS,
                        key,
                        new CompletionRow(
                                row.files(),
                                row.bytes(),
                                row.bytesMoved(),
                                row.bytesFailed() + bytes,
                                failures,
                                limited(row, outcome, bytes)));
    }

    /// The row's bytes by what limited them, with those of one more attempt.
    private static Map<Bottleneck, Long> limited(
            CompletionRow row, TransferOutcome outcome, long bytes) {
        Map<Bottleneck, Long> limited = new HashMap<>(row.limited());
        if (bytes > 0) {
            outcome.limitedBy().ifPresent(stage -> limited.merge(stage, bytes, Long::sum));
        }
        return limited;
    }

    private static CompletionKey key(Instant time, Link link, String activity) {
        long second = time.getEpochSecond();
        return new CompletionKey(
                second - Math.floorMod(second, FromAgent.Bin.SECONDS),
                link.source(),
                link.destination(),
                activity);
    }
}
