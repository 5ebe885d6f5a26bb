package org.godwit.model;

/// States of a transfer request that is not yet done: waiting for its turn on a link, waiting for
/// the time of its next attempt, ordered from an agent, or waiting for a source to appear.
public enum RequestState {
    QUEUED,
    WAITING,
    SUBMITTED,
    NO_SOURCES
}
