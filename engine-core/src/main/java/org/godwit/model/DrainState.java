package org.godwit.model;

/// How far an RSE is that is being taken out of use. The order is part of the stored format.
public enum DrainState {
    /// Nothing new goes there, and what rules keep there moves elsewhere.
    DRAINING,
    /// The same, and what no rule keeps there is deleted.
    DECOMMISSIONING,
    /// Nothing is there any more; no expression means it.
    DECOMMISSIONED
}
