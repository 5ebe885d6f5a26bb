package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.FailureClass;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;

/// A transfer that is to make a replica.
///
/// @param rule the rule that first asked
/// @param source RSE it is planned or ordered from, 0 if none is known
/// @param sourceSite site of that RSE, 0 if none
/// @param attempt number of the last attempt ordered, 0 before the first
/// @param failures attempts that failed
/// @param since when it joined its queue
/// @param notBefore when a WAITING one is due
/// @param agent who holds the order, while SUBMITTED
/// @param agentIncarnation of that agent, when the order was given
/// @param lastFailure why the last attempt failed
public record RequestRow(
        RuleId rule,
        int account,
        String activity,
        int priority,
        long bytes,
        RequestState state,
        int source,
        int sourceSite,
        int destinationSite,
        long generation,
        int attempt,
        int failures,
        Instant since,
        Optional<Instant> notBefore,
        Optional<String> agent,
        long agentIncarnation,
        Optional<FailureClass> lastFailure,
        Optional<String> lastReason) {
    /// After so many failures a request lets all others of its activity go first.
    private static final int YIELDS_AFTER = 3;

    /// What it counts for in its queue: its priority, or less than any once it has failed often, so
    /// that transfers without hope do not keep the others from a busy link.
    public int queuePriority() {
        return failures >= YIELDS_AFTER ? 0 : priority;
    }

    /// This request in the queue of the link from a source.
    public RequestRow queued(int rse, int site, Instant now) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.QUEUED,
                rse,
                site,
                destinationSite,
                generation,
                attempt,
                failures,
                now,
                Optional.empty(),
                Optional.empty(),
                0,
                lastFailure,
                lastReason);
    }

    /// This request, set aside until a source appears.
    public RequestRow withoutSource(Instant now) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.NO_SOURCES,
                0,
                0,
                destinationSite,
                generation,
                attempt,
                failures,
                now,
                Optional.empty(),
                Optional.empty(),
                0,
                lastFailure,
                lastReason);
    }

    /// This request, set aside because all rules that want it are suspended.
    public RequestRow suspended(Instant now) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.SUSPENDED,
                0,
                0,
                destinationSite,
                generation,
                attempt,
                failures,
                now,
                Optional.empty(),
                Optional.empty(),
                0,
                lastFailure,
                lastReason);
    }

    /// This request, waiting for something else at most until `time`, as it is.
    public RequestRow waiting(Instant time, String reason) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.WAITING,
                source,
                sourceSite,
                destinationSite,
                generation,
                attempt,
                failures,
                since,
                Optional.of(time),
                Optional.empty(),
                0,
                lastFailure,
                Optional.of(reason));
    }

    /// This request, waiting until the copy that was there before is deleted.
    public RequestRow afterDeletion(Instant lookAgain) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.WAITING,
                0,
                0,
                destinationSite,
                generation,
                attempt,
                failures,
                since,
                Optional.of(lookAgain),
                Optional.empty(),
                0,
                lastFailure,
                Optional.of("the copy that was there before is being deleted"));
    }

    /// This request on behalf of another rule that wants it.
    public RequestRow onBehalfOf(RuleId newRule, RuleRow terms) {
        return new RequestRow(
                newRule,
                terms.account(),
                terms.activity(),
                Math.max(priority, terms.priority()),
                bytes,
                state,
                source,
                sourceSite,
                destinationSite,
                generation,
                attempt,
                failures,
                since,
                notBefore,
                agent,
                agentIncarnation,
                lastFailure,
                lastReason);
    }

    /// This request, ordered from an agent as its next attempt.
    public RequestRow submitted(int rse, String holder, long incarnation) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.SUBMITTED,
                rse,
                sourceSite,
                destinationSite,
                generation,
                attempt + 1,
                failures,
                since,
                Optional.empty(),
                Optional.of(holder),
                incarnation,
                lastFailure,
                lastReason);
    }

    /// This request after a failed attempt, to be tried again from `time` on.
    public RequestRow failed(FailureClass failure, String reason, Instant time) {
        return new RequestRow(
                rule,
                account,
                activity,
                priority,
                bytes,
                RequestState.WAITING,
                source,
                sourceSite,
                destinationSite,
                generation,
                attempt,
                failures + 1,
                since,
                Optional.of(time),
                Optional.empty(),
                0,
                Optional.of(failure),
                Optional.of(reason));
    }

    /// This request with another priority.
    public RequestRow withPriority(int newPriority) {
        return new RequestRow(
                rule,
                account,
                activity,
                newPriority,
                bytes,
                state,
                source,
                sourceSite,
                destinationSite,
                generation,
                attempt,
                failures,
                since,
                notBefore,
                agent,
                agentIncarnation,
                lastFailure,
                lastReason);
    }
}
