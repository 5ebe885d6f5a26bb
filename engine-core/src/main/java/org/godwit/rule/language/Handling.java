package org.godwit.rule.language;

import java.time.Duration;
import java.util.Optional;
import org.godwit.model.Notification;

/// How a rule is handled: what a statement says after `with`.
///
/// @param approval whether somebody who may must approve of it first
/// @param locked whether it can be neither deleted nor expire
/// @param purge whether its replicas may go at once when it ends
/// @param unavailable whether RSEs that cannot be written now are taken too
/// @param asynchronous whether it is planned after the answer, however small it is
/// @param split whether a rule on a container becomes one on each of its datasets
/// @param delay how long its planning waits
/// @param comment for people
public record Handling(
        boolean approval,
        Notification notification,
        boolean locked,
        boolean purge,
        boolean unavailable,
        boolean asynchronous,
        boolean split,
        Optional<Duration> delay,
        Optional<String> comment) {
    /// Nothing special.
    public static final Handling PLAIN =
            new Handling(
                    false,
                    Notification.NO,
                    false,
                    false,
                    false,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty());
}
