package org.godwit.model;

/// Which events a rule tells of, as in Rucio.
public enum Notification {
    /// None.
    NO,
    /// When it is OK, whatever may still be attached.
    YES,
    /// When it is OK and its DID is closed.
    CLOSE,
    /// As CLOSE, and each further tenth of its copies on the way there.
    PROGRESS
}
