package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import org.godwit.model.RuleId;

/// What a subscription has done about a DID: the rules that it made for it.
///
/// @param error why it could not; empty if it could
public record SubscriptionMatchRow(Instant time, List<RuleId> rules, String error) {
    public SubscriptionMatchRow {
        rules = List.copyOf(rules);
    }
}
