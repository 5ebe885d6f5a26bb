package org.godwit.model;

/// States of a lock: what one rule wants of one replica.
public enum LockState {
    OK,
    REPLICATING,
    STUCK
}
