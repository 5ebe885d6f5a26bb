package org.godwit.model;

/// What became of a replica that somebody has doubted. The order is part of the stored format: add
/// at the end.
public enum BadState {
    /// Doubted, not often enough to act.
    SUSPICIOUS,
    /// Declared bad; nothing wants it back.
    BAD,
    /// Declared bad; a good copy is to take its place.
    RECOVERING,
    /// Declared bad, and no other copy of the file is known to be good.
    LOST,
    /// Good again.
    RECOVERED
}
