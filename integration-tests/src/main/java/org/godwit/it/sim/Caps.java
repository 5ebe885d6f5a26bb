package org.godwit.it.sim;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.Tables;

/// S9: the agents at the end of a link together believe never to have more of its cap than there
/// is, and neither does the catalogue. An agent without a share counts as nothing. Caps are those
/// with which the schedule began. Two engines that both rule each deal out the whole, and a
/// catalogue from a backup does not know what was dealt out since; from then on a schedule is not
/// held to this.
final class Caps {
    private final World world;

    Caps(World world) {
        this.world = world;
    }

    private CatalogView view() {
        return world.engines().catalog().latest();
    }

    /// An agent of a site goes by a new lease. Time alone only takes.
    void tookLease(String site) {
        if (world.happened(Fault.TWO_ENGINES) || world.happened(Fault.CATALOG_RESTORED)) {
            return;
        }
        int destination = view().get(Tables.SITE_BY_NAME, site).orElse(0);
        try (Cursor<LinkKey, LinkRow> links = view().scanAll(Tables.LINKS)) {
            links.forEachRemaining(link -> {
                if (link.getKey().destination() == destination && link.getValue().isCapped()) {
                    check(link.getKey(), site, link.getValue().bytesPerSecondMax());
                }
            });
        }
    }

    private void check(LinkKey link, String site, long cap) {
        String source = view().get(Tables.SITES, link.source()).orElseThrow().name();
        long sum = 0;
        StringBuilder agents = new StringBuilder();
        for (String name : world.agentNames()) {
            SimAgent agent = world.agent(name);
            if (agent.site().equals(site)) {
                long rate = agent.rate(source);
                agents.append(' ').append(name).append(' ').append(rate);
                sum += rate > 1 ? rate : 0;
            }
        }
        if (sum > cap) {
            throw new Violation(
                    "S9", "%s>%s: %d of %d B/s:%s".formatted(source, site, sum, cap, agents));
        }
    }

    /// A share has changed.
    void changed(LinkShareKey share) {
        LinkKey link = new LinkKey(share.source(), share.destination());
        long cap = view().get(Tables.LINKS, link).map(LinkRow::bytesPerSecondMax).orElse(0L);
        long held = 0;
        try (Cursor<LinkShareKey, LinkShareRow> rows =
                view().scan(
                                Tables.LINK_SHARES,
                                new LinkShareKey(link.source(), link.destination(), ""),
                                new LinkShareKey(link.source(), link.destination() + 1, ""))) {
            while (rows.hasNext()) {
                LinkShareRow row = rows.next().getValue();
                held += row.held();
                if (row.granted() < 1 || row.granted() > row.held()) {
                    throw new Violation("S9", share + " is " + row);
                }
            }
        }
        if (held > cap) {
            throw new Violation("S9", link + ": " + held + " of " + cap + " B/s are held");
        }
    }
}
