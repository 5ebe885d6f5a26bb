package org.godwit.model;

/// States of a transfer request that is not yet done: waiting for its turn on a link, waiting for
/// the time of its next attempt, ordered from an agent, waiting for a source to appear, or for a
/// rule that wants it to be resumed.
public enum RequestState {
    QUEUED,
    WAITING,
    SUBMITTED,
    NO_SOURCES,
    SUSPENDED
}
