package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.Grouping;
import org.godwit.model.RuleState;

/// A rule: so many copies of a DID's files at the RSEs of an expression.
///
/// @param did the DID it is on
/// @param expression RSE expression, with `+` for a spread
/// @param distinct attribute that no two copies may share: `country`, `site`, …
/// @param expiresAt when it ends; for ever if absent
/// @param state INJECT while the catalogue holds rows of it in `rule-plan`
/// @param error why it is stuck, for people
public record RuleRow(
        long did,
        int account,
        String expression,
        int copies,
        Grouping grouping,
        Optional<String> weight,
        Optional<String> distinct,
        Optional<String> sourceExpression,
        String activity,
        int priority,
        boolean locked,
        boolean purgeReplicas,
        boolean ignoreAvailability,
        Optional<String> comment,
        Optional<Instant> expiresAt,
        RuleState state,
        Optional<String> error,
        Instant createdAt,
        Instant updatedAt) {
    /// This rule in another state.
    public RuleRow withState(RuleState newState, Optional<String> newError, Instant now) {
        return new RuleRow(
                did,
                account,
                expression,
                copies,
                grouping,
                weight,
                distinct,
                sourceExpression,
                activity,
                priority,
                locked,
                purgeReplicas,
                ignoreAvailability,
                comment,
                expiresAt,
                newState,
                newError,
                createdAt,
                now);
    }

    /// This rule with what its owner may change.
    public RuleRow withSettings(
            Optional<Instant> newExpiresAt,
            Optional<String> newComment,
            String newActivity,
            int newPriority,
            boolean newLocked,
            Instant now) {
        return new RuleRow(
                did,
                account,
                expression,
                copies,
                grouping,
                weight,
                distinct,
                sourceExpression,
                newActivity,
                newPriority,
                newLocked,
                purgeReplicas,
                ignoreAvailability,
                newComment,
                newExpiresAt,
                state,
                error,
                createdAt,
                now);
    }

    /// Whether it has come to its end, though what it holds may not all be given back yet. A locked
    /// rule has none.
    public boolean ended(Instant now) {
        return !locked && expiresAt.isPresent() && !expiresAt.get().isAfter(now);
    }
}
