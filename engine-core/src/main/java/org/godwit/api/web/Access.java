package org.godwit.api.web;

/// Who may come as far as a route's handler. What a handler then changes needs a permit besides.
public enum Access {
    /// Every account: reads.
    ANY_ACCOUNT,
    /// Every account, for what it owns: the handler asks for a permit with the thing at hand.
    OWNER,
    /// Administrators.
    ADMIN
}
