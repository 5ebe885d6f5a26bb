package org.godwit.model;

/// What became of something that an audit has found.
public enum SettlementState {
    /// Nothing yet.
    OPEN,
    /// An agent was asked to look at the file, or to put it aside.
    ORDERED,
    /// The replica was declared bad.
    DECLARED,
    /// The file is in the quarantine of its storage.
    QUARANTINED,
    /// It was left as it is, for the reason given.
    LEFT
}
