package org.godwit.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Scans: looking them up, and telling agents to go on with them.
public final class Scans {
    /// Most scans under way at a time.
    public static final int OPEN_MAX = 1_000;

    private Scans() {}

    /// A scan, or an error.
    public static ScanRow row(CatalogView view, long id) {
        return view.get(Tables.SCANS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "registration "
                                        + id
                                        + " does not exist; `godwit replica registrations` shows those that do"));
    }

    /// Tells an agent that has just started to go on with the scans of its RSEs that are not ended,
    /// each from the first file that is not on record. To be called when it is welcomed.
    public static void resend(Context context, AgentRow agent) {
        for (long id : open(context.tx())) {
            ScanRow scan = row(context.tx(), id);
            if (agent.rses().contains(scan.rse())) {
                order(context, agent, id, scan);
            }
        }
    }

    /// The scans that are not ended.
    public static List<Long> open(CatalogView view) {
        List<Long> ids = new ArrayList<>();
        try (Cursor<Long, Present> rows = view.scanAll(Tables.OPEN_SCANS)) {
            rows.forEachRemaining(row -> ids.add(row.getKey()));
        }
        return ids;
    }

    static void order(Context context, AgentRow agent, long id, ScanRow scan) {
        context.effect(
                new Effect.Tell(
                        new ToAgent.Scan(
                                context.epoch(),
                                agent.name(),
                                agent.incarnation(),
                                Long.toString(id),
                                Rses.row(context.tx(), scan.rse()).name(),
                                scan.path(),
                                scan.seen())));
    }

    /// An agent that serves an RSE: of several the one first by name.
    static Optional<AgentRow> serving(CatalogView view, int rse) {
        try (Cursor<String, AgentRow> agents = view.scanAll(Tables.AGENTS)) {
            while (agents.hasNext()) {
                AgentRow agent = agents.next().getValue();
                if (agent.rses().contains(rse)) {
                    return Optional.of(agent);
                }
            }
        }
        return Optional.empty();
    }

    /// The first `max` rows of a scan in a table of its items, by name.
    static <V> List<Map.Entry<ScanItemKey, V>> items(
            CatalogView view, Table<ScanItemKey, V> table, long scan, int max) {
        List<Map.Entry<ScanItemKey, V>> items = new ArrayList<>();
        try (Cursor<ScanItemKey, V> rows =
                view.scan(table, new ScanItemKey(scan, ""), new ScanItemKey(scan + 1, ""))) {
            while (items.size() < max && rows.hasNext()) {
                items.add(rows.next());
            }
        }
        return items;
    }
}
