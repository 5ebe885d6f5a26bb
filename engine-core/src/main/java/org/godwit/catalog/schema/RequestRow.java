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
        Optional<String> lastReason) {}
