package org.godwit.rule;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.topology.Rses;
import org.godwit.transfer.RetryPolicy;

/// Gives locks that are stuck because an RSE does not take their file another RSE of their rule, by
/// [PlannedMoves]: a file that is placed by itself, or a group of which nothing is there yet, so
/// that no group is torn. Not an RSE at which the file has failed as often within a day: so nothing
/// goes back and forth. Answers how many groups were moved.
///
/// @param key the replica that cannot be made
public record RepairLocks(ReplicaKey key) implements Command<Integer> {
    /// Files of a dataset that are looked at; a larger one inside a container stays where it is.
    private static final int FILES_MAX = 1_000;

    /// How long an RSE that has failed is left out.
    private static final Duration AVOIDED = Duration.ofDays(1);

    /// What the note in a rule's history begins with.
    static final String NOTE = "copies go elsewhere: ";

    @Override
    public Integer decide(Context context) {
        Optional<RequestRow> request =
                context.tx()
                        .get(Tables.REQUESTS, key)
                        .filter(row -> row.failures() >= RetryPolicy.ELSEWHERE_AFTER);
        if (request.isEmpty()) {
            return 0;
        }
        int moved = 0;
        for (Map.Entry<LockKey, LockRow> lock : Locks.on(context.tx(), key.did(), key.rse())) {
            RuleId id = lock.getKey().rule();
            RuleRow rule = Rules.row(context.tx(), id);
            if (lock.getValue().state() == LockState.STUCK
                    && rule.state() == RuleState.STUCK
                    && !rule.ended(context.now())
                    && repair(context, id, rule, request.get())) {
                moved++;
            }
        }
        return moved;
    }

    /// Where copies of a rule were last sent instead, and why, if they were.
    public static Optional<String> lastNote(CatalogView view, RuleId id) {
        return RuleHistory.of(view, id).reversed().stream()
                .map(event -> event.getValue().note())
                .filter(note -> note.startsWith(NOTE))
                .findFirst();
    }

    private boolean repair(Context context, RuleId id, RuleRow rule, RequestRow request) {
        Optional<RuleDidKey> group = group(context, id, rule);
        if (group.isEmpty() || context.tx().get(Tables.PLANNED_MOVES, group.get()).isPresent()) {
            return false;
        }
        List<Integer> now =
                context.tx()
                        .get(Tables.RULE_TARGETS, group.get())
                        .map(TargetsRow::rses)
                        .orElseGet(() -> List.copyOf(held(context, id)));
        Optional<List<Integer>> instead =
                new RuleFit(context, id, rule).without(now, avoided(context));
        if (instead.isEmpty()) {
            return false;
        }
        PlannedMoves.begin(context, id, group.get().did(), instead.get());
        String failure = request.lastReason().orElse("");
        RuleHistory.note(
                context,
                id,
                rule,
                RuleEvent.CHANGED,
                "",
                NOTE
                        + "%s to %s, since %s did not take it %d times (%s)"
                                .formatted(
                                        Dids.name(context.tx(), group.get().did()),
                                        Verdicts.names(
                                                context.tx(),
                                                instead.get().stream()
                                                        .filter(rse -> !now.contains(rse))
                                                        .toList()),
                                        Rses.row(context.tx(), key.rse()).name(),
                                        request.failures(),
                                        failure));
        return true;
    }

    /// The group that can go elsewhere as a whole, if there is one.
    private Optional<RuleDidKey> group(Context context, RuleId id, RuleRow rule) {
        if (FilePlanner.alone(rule, key.did())) {
            return Optional.of(new RuleDidKey(id, key.did()));
        }
        if (rule.grouping() == Grouping.ALL) {
            return isNothingThere(context, id)
                    ? Optional.of(new RuleDidKey(id, rule.did()))
                    : Optional.empty();
        }
        return Tree.parents(context.tx(), key.did()).stream()
                .map(dataset -> new RuleDidKey(id, dataset))
                .filter(group ->
                        context.tx()
                                .get(Tables.RULE_TARGETS, group)
                                .filter(row -> row.rses().contains(key.rse()))
                                .isPresent())
                .filter(group ->
                        group.did() == rule.did()
                                ? isNothingThere(context, id)
                                : isNothingThere(context, id, group.did()))
                .findFirst();
    }

    private boolean isNothingThere(Context context, RuleId id) {
        return context.tx()
                        .get(Tables.COUNTERS, CounterKey.ruleLocks(id, key.rse(), LockState.OK))
                        .orElse(Count.ZERO)
                        .items()
                == 0;
    }

    private boolean isNothingThere(Context context, RuleId id, long dataset) {
        List<Map.Entry<ContentKey, ContentRow>> files =
                Tree.children(context.tx(), dataset, 0, FILES_MAX + 1);
        return files.size() <= FILES_MAX
                && files.stream()
                        .noneMatch(file ->
                                context.tx()
                                        .get(
                                                Tables.LOCKS,
                                                new LockKey(file.getKey().child(), key.rse(), id))
                                        .filter(lock -> lock.state() == LockState.OK)
                                        .isPresent());
    }

    private Set<Integer> held(Context context, RuleId id) {
        Set<Integer> rses = new TreeSet<>();
        try (Cursor<RuleLockKey, LockState> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(id, key.did(), 0),
                                new RuleLockKey(id, key.did() + 1, 0))) {
            locks.forEachRemaining(lock -> rses.add(lock.getKey().rse()));
        }
        return rses;
    }

    /// This RSE, and those where the file has failed as often lately.
    private Set<Integer> avoided(Context context) {
        Map<Integer, Integer> failures = new TreeMap<>();
        try (Cursor<AttemptKey, AttemptRow> attempts =
                context.tx()
                        .scan(
                                Tables.ATTEMPTS,
                                new AttemptKey(key.did(), 0, 0, 0),
                                new AttemptKey(key.did() + 1, 0, 0, 0))) {
            while (attempts.hasNext()) {
                Map.Entry<AttemptKey, AttemptRow> attempt = attempts.next();
                if (attempt.getValue().failure().filter(RetryPolicy::isOfDestination).isPresent()
                        && attempt.getValue().endedAt().isAfter(context.now().minus(AVOIDED))) {
                    failures.merge(attempt.getKey().rse(), 1, Integer::sum);
                }
            }
        }
        Set<Integer> avoided = new HashSet<>(Set.of(key.rse()));
        failures.forEach((rse, count) -> {
            if (count >= RetryPolicy.STUCK_AFTER) {
                avoided.add(rse);
            }
        });
        return avoided;
    }
}
