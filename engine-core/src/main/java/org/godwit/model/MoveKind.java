package org.godwit.model;

/// What a plan to move copies between RSEs is for. The order is part of the stored format.
public enum MoveKind {
    /// Everything that rules keep at an RSE goes elsewhere.
    DRAIN,
    /// The same, and then the RSE goes out of use.
    DECOMMISSION,
    /// RSEs come nearer to being equally full.
    REBALANCE
}
