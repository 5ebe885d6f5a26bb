package org.godwit.audit;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;

/// Replicas that an audit missed or found with a wrong size.
public final class Doubted {
    /// Why a replica is left alone.
    static final String CHANGED = "the replica was deleted, made anew or declared bad since";

    private Doubted() {}

    /// Whether the catalogue still has the very replica that the audit missed, as one that must be
    /// there.
    public static boolean isAsFound(
            CatalogView view, int rse, AuditFindingKey key, AuditFindingRow finding) {
        return view.get(Tables.REPLICAS, new ReplicaKey(key.did(), rse))
                .filter(replica -> replica.generation() == finding.generation())
                .filter(Doubted::isUsable)
                .isPresent();
    }

    private static boolean isUsable(ReplicaRow replica) {
        return switch (replica.state()) {
            case AVAILABLE, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> true;
            case COPYING, BEING_DELETED, BAD -> false;
        };
    }
}
