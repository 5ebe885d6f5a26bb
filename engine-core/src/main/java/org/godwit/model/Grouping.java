package org.godwit.model;

/// How a rule spreads a collection's files: all on one set of RSEs, one set per dataset, or file by
/// file.
public enum Grouping {
    ALL,
    DATASET,
    NONE
}
