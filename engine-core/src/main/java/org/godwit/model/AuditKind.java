package org.godwit.model;

/// A way in which a storage and the catalogue differ.
public enum AuditKind {
    /// The catalogue has an available replica, the storage no file.
    LOST,
    /// The storage has a file of which the catalogue knows nothing.
    DARK,
    /// Both have it, with different sizes.
    WRONG_SIZE
}
