package org.godwit.catalog.schema;

/// How what an audit has found is acted upon.
///
/// @param lost whether lost replicas, and those of a wrong size, are declared bad
/// @param dark whether dark files are put into quarantine
/// @param olderThanSeconds how long a dark file must have been as it is
/// @param account that asked for it
public record AuditTerms(boolean lost, boolean dark, long olderThanSeconds, int account) {}
