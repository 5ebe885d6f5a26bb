package org.godwit.catalog.schema;

/// What became of what an audit has found.
///
/// @param declared replicas declared bad
/// @param quarantined files put aside
/// @param left as they are, each with a reason
public record AuditSettled(long declared, long quarantined, long left) {
    /// Nothing yet.
    public static final AuditSettled NONE = new AuditSettled(0, 0, 0);
}
