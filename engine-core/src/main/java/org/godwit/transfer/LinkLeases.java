package org.godwit.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkPolicy;
import org.godwit.model.Protection;
import org.godwit.topology.Rses;

/// Writes out what an agent may do on the links to its site, from what the catalogue says: a
/// function of the catalogue's state alone, so that one revision always means the same.
public final class LinkLeases {
    private LinkLeases() {}

    /// All links to the agent's site that are not as a link is by default.
    ///
    /// @param revision the change set whose state the view shows
    public static LinkLease of(CatalogView view, AgentRow agent, long revision) {
        String destination = Rses.site(view, agent.site()).name();
        List<LinkPolicy> policies = new ArrayList<>();
        try (Cursor<Integer, SiteRow> sites = view.scanAll(Tables.SITES)) {
            sites.forEachRemaining(site -> {
                LinkKey link = new LinkKey(site.getKey(), agent.site());
                view.get(Tables.LINKS, link)
                        .filter(row -> row.isCapped() || row.protection() != Protection.TLS)
                        .ifPresent(row ->
                                policies.add(
                                        new LinkPolicy(
                                                site.getValue().name(),
                                                destination,
                                                row.protection(),
                                                share(view, link, row, agent))));
            });
        }
        return LinkLease.of(revision, policies);
    }

    private static long share(CatalogView view, LinkKey link, LinkRow row, AgentRow agent) {
        if (!row.isCapped()) {
            return 0;
        }
        return of(view, link, agent).map(LinkShareRow::granted).orElse(LinkPolicy.IDLE);
    }

    /// Whether an agent has been granted a share of a link's cap.
    static boolean hasShare(CatalogView view, LinkKey link, AgentRow agent) {
        return of(view, link, agent).filter(row -> row.granted() > LinkPolicy.IDLE).isPresent();
    }

    /// An agent's share of a link's cap, unless it is that of an earlier start of it.
    public static Optional<LinkShareRow> of(CatalogView view, LinkKey link, AgentRow agent) {
        return view.get(
                        Tables.LINK_SHARES,
                        new LinkShareKey(link.source(), link.destination(), agent.name()))
                .filter(share -> share.incarnation() == agent.incarnation());
    }
}
