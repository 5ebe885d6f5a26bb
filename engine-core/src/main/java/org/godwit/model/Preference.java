package org.godwit.model;

/// Which RSEs a rule prefers among those that hold equally much of the data already.
public enum Preference {
    /// Those that hold least; or, if the rule has a weight, at random in proportion to it.
    BALANCED,
    /// Those with most free space.
    FREE_SPACE,
    /// Those nearest to a copy that is there already.
    NEAREST
}
