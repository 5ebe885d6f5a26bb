package org.godwit.topology;

import java.util.Optional;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Changes the settings of the link from one site to another; what is absent stays as it is.
/// Answers the settings as they are now.
///
/// @param distance larger is worse, 0 or more
/// @param transfersMax most transfers at a time, 1 or more
/// @param bytesPerSecondMax cap in payload bytes per second, [#CAP_MIN] or more; 0 for none
/// @param protection of the data connections; less than TLS also needs the source agents' consent
public record SetLink(
        String source,
        String destination,
        Optional<Integer> distance,
        Optional<Integer> transfersMax,
        Optional<Long> bytesPerSecondMax,
        Optional<Boolean> enabled,
        Optional<Protection> protection)
        implements Command<LinkRow> {
    /// More transfers at a time than an agent has places for.
    public static final int TRANSFERS_MAX = 100_000;

    /// The least cap in bytes per second: below it the floors of a hundred agents would be nothing.
    public static final long CAP_MIN = 100_000;

    @Override
    public LinkRow decide(Context context) {
        bounded("distance", distance.orElse(0), 0, Integer.MAX_VALUE);
        bounded("most transfers", transfersMax.orElse(1), 1, TRANSFERS_MAX);
        bytesPerSecondMax
                .filter(cap -> cap != 0)
                .ifPresent(cap -> bounded("cap in bytes per second", cap, CAP_MIN, Long.MAX_VALUE));
        LinkKey key =
                new LinkKey(
                        Rses.siteId(context.tx(), source), Rses.siteId(context.tx(), destination));
        LinkRow row = context.tx().get(Tables.LINKS, key).orElse(LinkDefaults.ROW);
        LinkRow changed =
                new LinkRow(
                        distance.orElse(row.distance()),
                        transfersMax.orElse(row.transfersMax()),
                        bytesPerSecondMax.orElse(row.bytesPerSecondMax()),
                        enabled.orElse(row.enabled()),
                        protection.orElse(row.protection()));
        context.tx().put(Tables.LINKS, key, changed);
        context.effect(new Effect.TopologyChanged());
        return changed;
    }

    private static void bounded(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    what + " of a link: " + value + " is not between " + min + " and " + max);
        }
    }
}
