package org.godwit.engine;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Link;
import org.godwit.model.RuleId;
import org.godwit.rule.Rules;

/// Finds what the catalogue says is to be done: rules not all planned, links with requests. Changes
/// nothing.
record OpenWork() implements Command<OpenWork.Found> {
    /// What was found.
    record Found(List<RuleId> rules, List<Link> links) {}

    @Override
    public Found decide(Context context) {
        List<Link> links = new ArrayList<>();
        try (Cursor<CounterKey, Count> counters =
                context.tx()
                        .scan(
                                Tables.COUNTERS,
                                new CounterKey(CounterKey.Kind.LINK_REQUESTS, 0, 0, 0, 0),
                                new CounterKey(
                                        CounterKey.Kind.LINK_REQUESTS, Long.MAX_VALUE, 0, 0, 0))) {
            while (counters.hasNext()) {
                Link link = counters.next().getKey().link();
                if (link.source() != 0) {
                    links.add(link);
                }
            }
        }
        return new Found(Rules.toPlan(context.tx()), links);
    }
}
