package org.godwit.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// Moves locks of the rules that [ReviewRules] has noted: the next chunk, within limits. A copy is
/// given back when its replacement is there.
public record MoveLocks(MoveLimits limits) implements Command<MoveLocks.Progress> {
    /// How far it is.
    public enum Progress {
        /// There is more to do now.
        MORE,
        /// There is more to do once some moves are finished, or in the next hour.
        WAITS,
        DONE
    }

    /// Rules that are looked at in one decision.
    private static final int RULES_MAX = 100;

    @Override
    public Progress decide(Context context) {
        List<Map.Entry<RuleId, Long>> noted = noted(context);
        if (noted.isEmpty()) {
            return Progress.DONE;
        }
        int room = room(context);
        int moved = 0;
        int finished = 0;
        for (Map.Entry<RuleId, Long> review : noted) {
            Optional<RuleRow> rule = context.tx().get(Tables.RULES, review.getKey());
            if (rule.isEmpty() || rule.get().ended(context.now())) {
                context.tx().delete(Tables.RULE_REVIEWS, review.getKey());
                finished++;
                continue;
            }
            if (rule.get().state() == RuleState.INJECT || moved >= room) {
                continue; // one that is being planned is looked at when that is done
            }
            RuleMove move = new RuleMove(context, review.getKey(), rule.get());
            finished += move.run(review.getValue(), room - moved) ? 1 : 0;
            moved += move.moved();
            if (move.visited() >= RuleLimits.CHUNK_VISITS) {
                break;
            }
        }
        count(context, moved);
        return moved > 0 || finished > 0 ? Progress.MORE : Progress.WAITS;
    }

    private static List<Map.Entry<RuleId, Long>> noted(Context context) {
        List<Map.Entry<RuleId, Long>> noted = new ArrayList<>();
        try (Cursor<RuleId, Long> rows = context.tx().scanAll(Tables.RULE_REVIEWS)) {
            while (rows.hasNext() && noted.size() < RULES_MAX) {
                noted.add(rows.next());
            }
        }
        return noted;
    }

    /// How many locks may begin to move now.
    private int room(Context context) {
        long underWay =
                context.tx()
                        .get(Tables.COUNTERS, CounterKey.lockMoves())
                        .orElse(Count.ZERO)
                        .items();
        long begun =
                value(context, Sequences.MOVES_HOUR) == hour(context)
                        ? value(context, Sequences.MOVES_IN_HOUR)
                        : 0;
        long room = Math.min(limits.atOnce() - underWay, limits.perHour() - begun);
        return Math.clamp(room, 0, RuleLimits.CHUNK_LOCKS);
    }

    private static void count(Context context, int moved) {
        if (moved == 0) {
            return;
        }
        long hour = hour(context);
        long before =
                value(context, Sequences.MOVES_HOUR) == hour
                        ? value(context, Sequences.MOVES_IN_HOUR)
                        : 0;
        context.tx().put(Tables.SEQUENCES, Sequences.MOVES_HOUR, hour);
        context.tx().put(Tables.SEQUENCES, Sequences.MOVES_IN_HOUR, before + moved);
    }

    private static long hour(Context context) {
        return context.now().toEpochMilli() / Duration.ofHours(1).toMillis();
    }

    private static long value(Context context, String name) {
        return context.tx().get(Tables.SEQUENCES, name).orElse(0L);
    }
}
