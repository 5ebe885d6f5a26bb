package org.godwit.model;

/// Who must act on a failed transfer; each class has its own back-off.
public enum FailureClass {
    SOURCE,
    DESTINATION,
    NETWORK,
    INTEGRITY,
    SPACE,
    REFUSED,
    INTERNAL
}
