package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A policy: rules that were declared together under a name.
///
/// @param data DIDs as `scope:name`, each with `*` for any characters
/// @param rules in the rule language, without `of`
public record PolicyRow(
        int account,
        List<String> data,
        List<String> rules,
        Optional<String> comment,
        Instant createdAt,
        Instant updatedAt) {
    public PolicyRow {
        data = List.copyOf(data);
        rules = List.copyOf(rules);
    }
}
