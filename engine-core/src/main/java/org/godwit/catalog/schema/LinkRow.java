package org.godwit.catalog.schema;

import org.godwit.model.Protection;

/// What a data manager has set for a link; a link without a row has the defaults.
///
/// @param distance larger is worse, as Rucio's
/// @param transfersMax most transfers at a time
/// @param bytesPerSecondMax cap in payload bytes per second over all agents, 0 for none
/// @param enabled whether it may be used
/// @param protection of its data connections
public record LinkRow(
        int distance,
        int transfersMax,
        long bytesPerSecondMax,
        boolean enabled,
        Protection protection) {
    /// Whether its agents share a cap.
    public boolean isCapped() {
        return bytesPerSecondMax > 0;
    }
}
