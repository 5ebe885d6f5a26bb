package org.godwit.model;

/// States of a replica, named as Rucio names them. Only AVAILABLE ones are sources.
public enum ReplicaState {
    AVAILABLE,
    UNAVAILABLE,
    COPYING,
    BEING_DELETED,
    BAD,
    TEMPORARY_UNAVAILABLE
}
