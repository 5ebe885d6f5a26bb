package org.godwit.model;

/// What people do to rules, and their ends: what a rule's history keeps. New ones go to the end.
public enum RuleEvent {
    ADDED,
    APPROVED,
    DENIED,
    CHANGED,
    SUSPENDED,
    RESUMED,
    MOVED,
    REDUCED,
    SPLIT,
    ENDED
}
