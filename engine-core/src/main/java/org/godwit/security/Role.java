package org.godwit.security;

import java.util.Locale;

/// What the holder of a certificate may be. A certificate has exactly one role.
public enum Role {
    /// Decides, owns the catalogue, gives orders.
    ENGINE,
    /// Moves and keeps data at a site.
    AGENT,
    /// A person or a program that asks the engine for something.
    USER;

    /// The word for this role in a certificate's URI.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
