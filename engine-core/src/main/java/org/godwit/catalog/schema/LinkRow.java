package org.godwit.catalog.schema;

/// What a data manager has set for a link; a link without a row has the defaults.
///
/// @param distance larger is worse, as Rucio's
/// @param transfersMax most transfers at a time
/// @param bytesPerSecondMax cap in bytes per second, 0 for none
/// @param enabled whether it may be used
public record LinkRow(int distance, int transfersMax, long bytesPerSecondMax, boolean enabled) {}
