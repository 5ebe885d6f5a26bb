package org.godwit.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AuditState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Looking audits up.
public final class AuditRows {
    private AuditRows() {}

    /// An audit, or an error.
    public static AuditRow row(CatalogView view, long id) {
        return view.get(Tables.AUDITS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "audit %d does not exist; `godwit rse audits` shows those that do"
                                        .formatted(id)));
    }

    /// All audits, oldest first.
    public static List<Map.Entry<Long, AuditRow>> all(CatalogView view) {
        List<Map.Entry<Long, AuditRow>> rows = new ArrayList<>();
        try (Cursor<Long, AuditRow> audits = view.scanAll(Tables.AUDITS)) {
            audits.forEachRemaining(rows::add);
        }
        return rows;
    }

    /// Whether something is still to be done for it.
    public static boolean isOpen(AuditRow row) {
        return row.state() == AuditState.RUNNING || row.state() == AuditState.APPLYING;
    }

    /// The findings of an audit from a path on, in the order of their paths' text.
    public static Cursor<AuditFindingKey, AuditFindingRow> findings(
            CatalogView view, long audit, String from) {
        return view.scan(
                Tables.AUDIT_FINDINGS,
                new AuditFindingKey(audit, from, 0),
                new AuditFindingKey(audit + 1, "", 0));
    }

    /// The findings at one path.
    static List<Map.Entry<AuditFindingKey, AuditFindingRow>> at(
            CatalogView view, long audit, String path) {
        List<Map.Entry<AuditFindingKey, AuditFindingRow>> rows = new ArrayList<>();
        try (Cursor<AuditFindingKey, AuditFindingRow> found =
                view.scan(
                        Tables.AUDIT_FINDINGS,
                        new AuditFindingKey(audit, path, 0),
                        new AuditFindingKey(audit, path, Long.MAX_VALUE))) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }
}
