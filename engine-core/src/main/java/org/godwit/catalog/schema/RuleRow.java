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
/// @param terms what most rules do not say
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
        Instant updatedAt,
        RuleTerms terms) {
    /// A rule of plain terms.
    public RuleRow(
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
        this(
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
                state,
                error,
                createdAt,
                updatedAt,
                RuleTerms.PLAIN);
    }

    /// This rule as it has a bad replica made again: from anywhere, under an activity of its own.
    public RuleRow recovering(String recovery) {
        return new RuleRow(
                did,
                account,
                expression,
                copies,
                grouping,
                weight,
                distinct,
                Optional.empty(),
                recovery,
                priority,
                locked,
                purgeReplicas,
                ignoreAvailability,
                comment,
                expiresAt,
                state,
                error,
                createdAt,
                updatedAt,
                terms);
    }

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
                now,
                terms.stuck(newState == RuleState.STUCK, now));
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
                now,
                terms);
    }

    /// This rule with other terms.
    public RuleRow withTerms(RuleTerms newTerms, Instant now) {
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
                state,
                error,
                createdAt,
                now,
                newTerms);
    }

    /// This rule of another owner.
    public RuleRow withAccount(int newAccount, Instant now) {
        return new RuleRow(
                did,
                newAccount,
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
                state,
                error,
                createdAt,
                now,
                terms);
    }

    /// This rule with other sources, and its replicas purged at its end or not.
    public RuleRow withSources(Optional<String> newSource, boolean newPurge, Instant now) {
        return new RuleRow(
                did,
                account,
                expression,
                copies,
                grouping,
                weight,
                distinct,
                newSource,
                activity,
                priority,
                locked,
                newPurge,
                ignoreAvailability,
                comment,
                expiresAt,
                state,
                error,
                createdAt,
                now,
                terms);
    }

    /// Whether it has come to its end, though what it holds may not all be given back yet. A locked
    /// rule has none, and one with a child none before the child is OK.
    public boolean ended(Instant now) {
        return end().isPresent() && !end().get().isAfter(now);
    }

    /// When it comes to its end, as far as that is known.
    public Optional<Instant> end() {
        return locked || terms.child().isPresent() ? Optional.empty() : expiresAt;
    }

    /// Whether its files are planned when they are attached: not if somebody must say so first.
    public boolean follows() {
        return switch (state) {
            case OK, REPLICATING, STUCK, INJECT -> true;
            case SUSPENDED, WAITING_APPROVAL -> false;
        };
    }
}
