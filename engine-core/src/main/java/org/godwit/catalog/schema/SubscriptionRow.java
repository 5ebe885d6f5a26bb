package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.model.SubscriptionState;

/// Makes rules for new data that its filter matches.
///
/// @param filter what a DID must be like: texts to choose from, by what they are compared with
/// @param rules in the rule language, without `of`
/// @param error why the last rule was refused, while BROKEN
/// @param expiresAt when it stops; never if absent
/// @param matched how many DIDs it has made rules for
/// @param reevaluating the last DID that a run over old data has looked at, while there is one
public record SubscriptionRow(
        String name,
        int account,
        SubscriptionState state,
        Map<String, List<String>> filter,
        List<String> rules,
        Optional<String> comment,
        Optional<String> error,
        Optional<Instant> expiresAt,
        long matched,
        Optional<Long> reevaluating,
        Instant createdAt,
        Instant updatedAt) {
    public SubscriptionRow {
        filter = Map.copyOf(filter);
        rules = List.copyOf(rules);
    }
}
