package org.godwit.model;

/// States of a rule, named as Rucio names them. INJECT: accepted, its locks are being planned.
public enum RuleState {
    REPLICATING,
    OK,
    STUCK,
    SUSPENDED,
    WAITING_APPROVAL,
    INJECT
}
