package org.godwit.transfer;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentOrderKey;
import org.godwit.catalog.schema.HeldOrder;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.Tables;

/// The orders that an agent holds on one link.
///
/// @param orders how many, [#COUNTED_MAX] at most
/// @param weight mean priority of the bytes; 1 if there are none
public record AgentLoad(int orders, double weight) {
    /// Orders looked at: a sample large enough for a mean.
    private static final int COUNTED_MAX = 1_000;

    /// What an order counts for beside its bytes, so that empty files are not nothing.
    private static final long BYTES_PER_ORDER = 64 * 1024;

    /// What an agent has to do on a link now.
    public static AgentLoad of(CatalogView view, LinkKey link, String agent) {
        int orders = 0;
        double bytes = 0;
        double weighted = 0;
        try (Cursor<AgentOrderKey, HeldOrder> held = held(view, link, agent)) {
            while (held.hasNext() && orders < COUNTED_MAX) {
                HeldOrder order = held.next().getValue();
                double size = (double) order.bytes() + BYTES_PER_ORDER;
                bytes += size;
                weighted += size * Math.max(1, order.priority());
                orders++;
            }
        }
        return new AgentLoad(orders, orders == 0 ? 1 : weighted / bytes);
    }

    /// Whether an agent has anything to do on a link.
    public static boolean isAny(CatalogView view, LinkKey link, String agent) {
        try (Cursor<AgentOrderKey, HeldOrder> held = held(view, link, agent)) {
            return held.hasNext();
        }
    }

    private static Cursor<AgentOrderKey, HeldOrder> held(
            CatalogView view, LinkKey link, String agent) {
        return view.scan(
                Tables.REQUESTS_BY_AGENT,
                new AgentOrderKey(agent, link.source(), 0, 0),
                new AgentOrderKey(agent, link.source() + 1, 0, 0));
    }
}
