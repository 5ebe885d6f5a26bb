package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A plan of rules that are not made yet.
///
/// @param statements the rules in the rule language, one for each DID and clause
/// @param account whose they would be
/// @param report what was found, as JSON
/// @param targets the RSEs that were chosen
/// @param facts what the choice rested on, one line each, to say later what has changed
/// @param ignoreLimit whether the account's limits do not count for them
/// @param meta what a workflow system wants to remember of them
public record PlanRow(
        List<String> statements,
        int account,
        String report,
        List<PlanTarget> targets,
        List<String> facts,
        boolean ignoreLimit,
        Optional<String> meta,
        Instant createdAt) {
    public PlanRow {
        statements = List.copyOf(statements);
        targets = List.copyOf(targets);
        facts = List.copyOf(facts);
    }

    /// The RSEs of a group of files.
    ///
    /// @param rule number of the rule in the plan, from 0
    /// @param did the group: a collection, or a file by itself
    public record PlanTarget(int rule, long did, List<Integer> rses) {
        public PlanTarget {
            rses = List.copyOf(rses);
        }
    }
}
