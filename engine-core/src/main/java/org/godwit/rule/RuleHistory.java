package org.godwit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidTimeRuleKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleEventKey;
import org.godwit.catalog.schema.RuleEventRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeRuleKey;
import org.godwit.decision.Context;
import org.godwit.lock.RuleEvents;
import org.godwit.model.EventType;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;

/// What happened to rules: kept while they live and for [#KEPT] after their end.
public final class RuleHistory {
    /// How long the history of a rule outlives it.
    public static final Duration KEPT = Duration.ofDays(90);

    /// Most events of a rule; older changes make room for newer ones.
    static final int EVENTS_MAX = 200;

    private static final RuleId LAST = new RuleId(-1, -1);

    private RuleHistory() {}

    /// Writes down that something happened.
    ///
    /// @param by who did it; empty for the engine itself
    /// @param note why, for people; may be empty
    static void note(
            Context context, RuleId id, RuleRow rule, RuleEvent event, String by, String note) {
        List<Map.Entry<RuleEventKey, RuleEventRow>> events = of(context.tx(), id);
        if (events.size() >= EVENTS_MAX) {
            events.stream()
                    .filter(old -> old.getValue().event() == RuleEvent.CHANGED)
                    .findFirst()
                    .ifPresent(old -> context.tx().delete(Tables.RULE_HISTORY, old.getKey()));
        }
        int number =
                events.stream()
                        .map(Map.Entry::getKey)
                        .filter(key -> key.index() == context.index())
                        .mapToInt(key -> key.number() + 1)
                        .max()
                        .orElse(0);
        String words =
                "%d %s at %s, state %s"
                        .formatted(
                                rule.copies(),
                                rule.copies() == 1 ? "copy" : "copies",
                                rule.expression(),
                                rule.state());
        context.tx()
                .put(
                        Tables.RULE_HISTORY,
                        new RuleEventKey(id, context.index(), number),
                        new RuleEventRow(rule.did(), context.now(), event, words, by, note));
        if (event == RuleEvent.ADDED) {
            RuleEvents.tell(context, EventType.RULE_ADDED, id, rule, note);
        } else if (event == RuleEvent.ENDED) {
            RuleEvents.tell(context, EventType.RULE_ENDED, id, rule, note);
        }
    }

    /// What happened to a rule, in order; empty if it never was or ended long ago.
    public static List<Map.Entry<RuleEventKey, RuleEventRow>> of(CatalogView view, RuleId id) {
        List<Map.Entry<RuleEventKey, RuleEventRow>> events = new ArrayList<>();
        try (Cursor<RuleEventKey, RuleEventRow> rows =
                view.scan(
                        Tables.RULE_HISTORY,
                        new RuleEventKey(id, 0, 0),
                        new RuleEventKey(id, Long.MAX_VALUE, 0))) {
            rows.forEachRemaining(events::add);
        }
        return events;
    }

    /// The rules that were added on a DID, those that are gone too, oldest first.
    public static List<RuleId> onDid(CatalogView view, long did, int max) {
        List<RuleId> rules = new ArrayList<>();
        try (Cursor<DidTimeRuleKey, Present> rows =
                view.scan(
                        Tables.RULE_HISTORY_BY_DID,
                        new DidTimeRuleKey(did, Instant.EPOCH, new RuleId(0, 0)),
                        new DidTimeRuleKey(did + 1, Instant.EPOCH, new RuleId(0, 0)))) {
            while (rows.hasNext() && rules.size() < max) {
                rules.add(rows.next().getKey().rule());
            }
        }
        return rules;
    }

    /// Forgets rules that ended long ago, at most so many.
    static void forget(Context context, int max) {
        TimeRuleKey end = new TimeRuleKey(context.now().minus(KEPT), LAST);
        List<RuleId> old = new ArrayList<>();
        try (Cursor<TimeRuleKey, Present> rows =
                context.tx()
                        .scan(
                                Tables.RULE_HISTORY_ENDS,
                                new TimeRuleKey(Instant.EPOCH, new RuleId(0, 0)),
                                end)) {
            while (rows.hasNext() && old.size() < max) {
                old.add(rows.next().getKey().rule());
            }
        }
        for (RuleId id : old) {
            of(context.tx(), id)
                    .forEach(event -> context.tx().delete(Tables.RULE_HISTORY, event.getKey()));
        }
    }
}
