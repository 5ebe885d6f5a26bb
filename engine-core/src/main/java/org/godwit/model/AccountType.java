package org.godwit.model;

/// Kinds of accounts.
public enum AccountType {
    USER,
    GROUP,
    SERVICE
}
