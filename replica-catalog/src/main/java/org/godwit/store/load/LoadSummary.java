package org.godwit.store.load;

/// What a load has brought in.
///
/// @param files that are new
/// @param replicas of them
/// @param datasets that are new
/// @param bytes of all replicas
/// @param sortedFiles that now hold the rows
public record LoadSummary(long files, long replicas, long datasets, long bytes, int sortedFiles) {}
