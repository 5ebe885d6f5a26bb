package org.godwit.catalog.schema;

/// Something that an audit has found.
///
/// @param did 0 for a file of which the catalogue knows nothing
public record AuditFindingKey(long audit, String path, long did)
        implements Comparable<AuditFindingKey> {
    @Override
    public int compareTo(AuditFindingKey other) {
        int order = Long.compare(audit, other.audit);
        if (order == 0) {
            order = KeyOrder.text(path, other.path);
        }
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
