package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.message.LinkCondition;

/// What the data plane measures of the connections to other sites. Thread-safe.
@FunctionalInterface
public interface LinkConditions {
    /// Where nothing is measured.
    LinkConditions NONE = sourceSite -> Optional.empty();

    /// How the connections to a site are now; absent where there are none, or nothing is measured.
    Optional<LinkCondition> condition(String sourceSite);
}
