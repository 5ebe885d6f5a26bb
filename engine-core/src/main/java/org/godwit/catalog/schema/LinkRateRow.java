package org.godwit.catalog.schema;

/// What a link was last seen to carry.
///
/// @param start of the bin that is being filled, in seconds since 1970
/// @param bytes in that bin so far
/// @param rate bytes per second over the bins before it, newer ones counting more; 0 if there was
///   none
public record LinkRateRow(long start, long bytes, long rate) {}
