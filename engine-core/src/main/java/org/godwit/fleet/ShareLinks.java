package org.godwit.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;
import org.godwit.message.LinkPolicy;
import org.godwit.schedule.LinkShares;
import org.godwit.topology.Rses;
import org.godwit.transfer.AgentLoad;
import org.godwit.transfer.LinkLeases;

/// Deals out the caps of links among the agents that fetch over them, one step of [LinkShares] a
/// link, and tells the agents. What an agent may be taking is written down before it is told, and
/// counts until the agent has confirmed less, has started anew, or its lease must have run out;
/// hence all shares of a link together never exceed its cap, whatever gets lost or dies.
///
/// @param words what is known of the agents' leases, by name; all agents of the catalogue
/// @param renew whether all agents that are alive are told, be there news or not
/// @param measuring agents that measure a link: that is work too
public record ShareLinks(Map<String, AgentWord> words, boolean renew, Set<LinkShareKey> measuring)
        implements Command<ShareLinks.Shared> {
    /// An agent that uses less than this part of its share is taken to be unable to use more.
    private static final double USED = 0.8;

    /// What such an agent is given of what it uses, so that it can show that it has recovered; so
    /// much that using no more than before does not look like it.
    private static final double HEADROOM = 1.5;

    /// An agent silent for so long is gone for good; what it may have been taking until then is
    /// given to others.
    private static final Duration GONE_AFTER = Duration.ofDays(1);

    public ShareLinks {
        words = Map.copyOf(words);
        measuring = Set.copyOf(measuring);
    }

    /// While nobody measures.
    public ShareLinks(Map<String, AgentWord> words, boolean renew) {
        this(words, renew, Set.of());
    }

    /// The same while some agents measure links.
    public ShareLinks measuredBy(Set<LinkShareKey> agents) {
        return new ShareLinks(words, renew, agents);
    }

    /// How it ended.
    ///
    /// @param told agents that are told something
    /// @param waiting whether some agent gets less than it should until another confirms a decrease
    public record Shared(int told, boolean waiting) {}

    /// The agents as the catalogue has them, with what is known of each.
    ///
    /// @param fleet where the words come from
    public static ShareLinks of(CatalogView view, Fleet fleet, boolean renew) {
        Map<String, AgentWord> words = new HashMap<>();
        try (Cursor<String, AgentRow> agents = view.scanAll(Tables.AGENTS)) {
            agents.forEachRemaining(agent ->
                    words.put(
                            agent.getKey(),
                            fleet.word(agent.getKey(), agent.getValue().incarnation())));
        }
        return new ShareLinks(words, renew);
    }

    @Override
    public Shared decide(Context context) {
        Set<String> news = new HashSet<>();
        boolean waiting = false;
        forgetUncapped(context.tx(), news);
        List<AgentRow> agents = agents(context.tx());
        for (Map.Entry<LinkKey, LinkRow> link : capped(context.tx())) {
            CappedLink step = new CappedLink(context, link.getKey(), news);
            for (AgentRow agent : agents) {
                if (agent.site() == link.getKey().destination()) {
                    step.add(agent, word(agent), measures(link.getKey(), agent));
                }
            }
            waiting |= step.share(link.getValue().bytesPerSecondMax());
        }
        return new Shared(tell(context, agents, news), waiting);
    }

    private boolean measures(LinkKey link, AgentRow agent) {
        return measuring.contains(
                new LinkShareKey(link.source(), link.destination(), agent.name()));
    }

    private int tell(Context context, List<AgentRow> agents, Set<String> news) {
        int told = 0;
        long revision = context.revision();
        for (AgentRow agent : agents) {
            if (word(agent).alive() && (renew || news.contains(agent.name()))) {
                LinkLease lease = LinkLeases.of(context.tx(), agent, revision);
                context.effect(new Effect.GiveLinks(agent.name(), agent.incarnation(), lease));
                told++;
            }
        }
        return told;
    }

    /// Drops all shares of an agent, whose process is gone.
    static void forget(Transaction tx, String agent) {
        rows(tx).keySet().stream()
                .filter(key -> key.agent().equals(agent))
                .forEach(key -> tx.delete(Tables.LINK_SHARES, key));
    }

    /// A cap that was lifted needs no shares.
    private static void forgetUncapped(Transaction tx, Set<String> news) {
        for (LinkShareKey key : rows(tx).keySet()) {
            boolean capped =
                    tx.get(Tables.LINKS, new LinkKey(key.source(), key.destination()))
                            .filter(LinkRow::isCapped)
                            .isPresent();
            if (!capped) {
                tx.delete(Tables.LINK_SHARES, key);
                news.add(key.agent());
            }
        }
    }

    private static Map<LinkShareKey, LinkShareRow> rows(CatalogView view) {
        Map<LinkShareKey, LinkShareRow> rows = new TreeMap<>();
        try (Cursor<LinkShareKey, LinkShareRow> all = view.scanAll(Tables.LINK_SHARES)) {
            all.forEachRemaining(row -> rows.put(row.getKey(), row.getValue()));
        }
        return rows;
    }

    private static List<Map.Entry<LinkKey, LinkRow>> capped(CatalogView view) {
        List<Map.Entry<LinkKey, LinkRow>> links = new ArrayList<>();
        try (Cursor<LinkKey, LinkRow> rows = view.scanAll(Tables.LINKS)) {
            rows.forEachRemaining(row -> {
                if (row.getValue().isCapped()) {
                    links.add(row);
                }
            });
        }
        return links;
    }

    private static List<AgentRow> agents(CatalogView view) {
        List<AgentRow> agents = new ArrayList<>();
        try (Cursor<String, AgentRow> rows = view.scanAll(Tables.AGENTS)) {
            rows.forEachRemaining(row -> agents.add(row.getValue()));
        }
        return agents;
    }

    private AgentWord word(AgentRow agent) {
        return Optional.ofNullable(words.get(agent.name()))
                .filter(word -> word.incarnation() == agent.incarnation())
                .orElse(AgentWord.unheard(agent.incarnation(), false));
    }

    /// One step on one link.
    private static final class CappedLink {
        private final Context context;
        private final LinkKey link;
        private final String source;
        private final Set<String> news;
        private final Map<String, LinkShareRow> rows = new TreeMap<>();
        private final List<LinkShares.Holder> holders = new ArrayList<>();

        /// @param news takes the agents whose share changes
        CappedLink(Context context, LinkKey link, Set<String> news) {
            this.context = context;
            this.link = link;
            this.source = Rses.site(context.tx(), link.source()).name();
            this.news = news;
        }

        /// Adds an agent at the link's destination if it has, or is to have, a share.
        void add(AgentRow agent, AgentWord word, boolean measures) {
            Optional<LinkShareRow> row = LinkLeases.of(context.tx(), link, agent);
            AgentLoad load = AgentLoad.of(context.tx(), link, agent.name());
            boolean works = (load.orders() > 0 || measures) && (word.alive() || !word.lapsed());
            if (row.isEmpty() && !works) {
                return;
            }
            LinkShareRow now = counted(row.orElseGet(() -> none(agent)), word);
            rows.put(agent.name(), now);
            holders.add(
                    new LinkShares.Holder(
                            agent.name(),
                            works,
                            load.weight(),
                            // What it fetches to measure is not in the agent's account.
                            measures ? OptionalLong.empty() : demand(now, word),
                            now.granted(),
                            now.held(),
                            now.joining()));
        }

        private LinkShareRow none(AgentRow agent) {
            return new LinkShareRow(
                    agent.incarnation(),
                    LinkPolicy.IDLE,
                    LinkPolicy.IDLE,
                    true,
                    false,
                    0,
                    context.now());
        }

        private OptionalLong demand(LinkShareRow row, AgentWord word) {
            Long peak = word.peaks().get(source);
            return peak == null || peak >= USED * row.granted()
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) (HEADROOM * peak));
        }

        /// A share with what its agent may be taking by now.
        private LinkShareRow counted(LinkShareRow row, AgentWord word) {
            if (word.lease().filter(mark -> isConfirmedBy(mark, row)).isPresent()) {
                return changed(row, row.granted(), row.granted(), row.joining(), false);
            }
            if (word.lapsed() && !row.lapsed()) {
                return changed(row, LinkPolicy.IDLE, LinkLease.lapsed(row.held()), true, true);
            }
            boolean gone = !row.since().plus(GONE_AFTER).isAfter(context.now());
            return word.lapsed() && gone
                    ? changed(row, LinkPolicy.IDLE, LinkPolicy.IDLE, true, true)
                    : row;
        }

        /// Leases of earlier terms do not count: an engine that was replaced may have made them.
        private boolean isConfirmedBy(LinkMark mark, LinkShareRow row) {
            return mark.epoch().equals(context.epoch()) && mark.revision() >= row.revision();
        }

        private LinkShareRow changed(
                LinkShareRow row, long granted, long held, boolean joining, boolean lapsed) {
            boolean same =
                    granted == row.granted()
                            && held == row.held()
                            && joining == row.joining()
                            && lapsed == row.lapsed();
            return same
                    ? row
                    : new LinkShareRow(
                            row.incarnation(),
                            granted,
                            held,
                            joining,
                            lapsed,
                            granted == row.granted() ? row.revision() : context.index(),
                            context.now());
        }

        /// Answers whether somebody waits for others to confirm a decrease.
        boolean share(long cap) {
            if (holders.isEmpty()) {
                return false;
            }
            LinkShares.Step step = LinkShares.step(cap, LinkPolicy.IDLE, holders);
            for (LinkShares.Share share : step.shares()) {
                LinkShareRow old = Optional.ofNullable(rows.get(share.agent())).orElseThrow();
                boolean joining = share.joining() || share.granted() == LinkPolicy.IDLE;
                write(
                        share.agent(),
                        changed(old, share.granted(), share.held(), joining, old.lapsed()));
                if (share.granted() != old.granted()) {
                    news.add(share.agent());
                }
            }
            return step.waiting();
        }

        /// A share that is nothing is no row.
        private void write(String agent, LinkShareRow row) {
            LinkShareKey key = new LinkShareKey(link.source(), link.destination(), agent);
            if (row.held() == LinkPolicy.IDLE) {
                context.tx().delete(Tables.LINK_SHARES, key);
            } else {
                context.tx().put(Tables.LINK_SHARES, key, row);
            }
        }
    }
}
