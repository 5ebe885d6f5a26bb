package org.godwit.model;

/// States of a subscription, named as Rucio names them.
public enum SubscriptionState {
    /// It makes rules for what is new.
    ACTIVE,
    /// It rests.
    INACTIVE,
    /// As ACTIVE; it has not been tried on anything yet.
    NEW,
    /// As ACTIVE; its filter or rules were changed and have not been tried on anything since.
    UPDATED,
    /// The last rule that it was to make was refused; what is new is still tried.
    BROKEN
}
