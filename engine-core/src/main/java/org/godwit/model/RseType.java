package org.godwit.model;

/// What an RSE stores on.
public enum RseType {
    DISK,
    TAPE
}
