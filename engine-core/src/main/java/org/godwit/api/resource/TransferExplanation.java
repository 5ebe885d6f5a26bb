package org.godwit.api.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.RelayRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.fleet.Fleet;
import org.godwit.message.FromAgent;
import org.godwit.model.FailureClass;
import org.godwit.report.Units;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;
import org.godwit.transfer.LiveAgents;

/// Says in words why a transfer is where it is: every wait has a reason that a person can act on.
final class TransferExplanation {
    /// How far ahead in a queue is counted.
    private static final int QUEUE_COUNTED_MAX = 100_000;

    private final Fleet fleet;
    private final EngineClock clock;

    TransferExplanation(Fleet fleet, EngineClock clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    /// Why a request is not done yet.
    String of(
            CatalogView view,
            ReplicaKey key,
            RequestRow request,
            Optional<FromAgent.Progress> progress) {
        return switch (request.state()) {
            case QUEUED -> queued(view, key, request);
            case SUBMITTED -> submitted(request, progress);
            case WAITING -> waiting(view, key, request);
            case NO_SOURCES -> withoutSource(view, key);
            case SUSPENDED ->
                    "set aside: the rules that want it are suspended; `godwit rule resume` goes on";
        };
    }

    /// What became of a replica that nothing is to be done about.
    static String of(ReplicaRow replica) {
        return switch (replica.state()) {
            case AVAILABLE -> "done: the file is there, verified";
            case COPYING -> "on its way";
            case BAD -> "the file there is bad";
            case BEING_DELETED -> "being deleted";
            case UNAVAILABLE, TEMPORARY_UNAVAILABLE -> "the file there cannot be read now";
        };
    }

    private String queued(CatalogView view, ReplicaKey key, RequestRow request) {
        LiveAgents agents = new LiveAgents(view, fleet.live());
        if (agents.serving(key.rse()).isEmpty()) {
            return missing(view, key.rse());
        }
        if (request.source() != 0 && agents.serving(request.source()).isEmpty()) {
            return missing(view, request.source()) + ", which holds the source";
        }
        String link = link(view, request.sourceSite(), request.destinationSite());
        LinkRow settings = LinkDefaults.of(view, request.sourceSite(), request.destinationSite());
        if (!settings.enabled()) {
            return "link " + link + " is disabled; `godwit link set` enables it";
        }
        Count before = before(view, key, request);
        String files =
                before.items() >= QUEUE_COUNTED_MAX
                        ? "more than " + QUEUE_COUNTED_MAX + " files"
                        : before.items() + (before.items() == 1 ? " file" : " files");
        return "waits for its turn on "
                + link
                + ": "
                + (before.items() == 0
                        ? "next of activity " + request.activity()
                        : files + " (" + Units.bytes(before.bytes()) + ") before it");
    }

    private static Count before(CatalogView view, ReplicaKey key, RequestRow request) {
        QueueKey own =
                new QueueKey(
                        request.sourceSite(),
                        request.destinationSite(),
                        request.activity(),
                        request.priority(),
                        request.since(),
                        key.did(),
                        key.rse());
        QueueKey first =
                new QueueKey(
                        request.sourceSite(),
                        request.destinationSite(),
                        request.activity(),
                        Integer.MAX_VALUE,
                        Instant.EPOCH,
                        0,
                        0);
        Count sum = Count.ZERO;
        try (Cursor<QueueKey, Long> queue = view.scan(Tables.REQUEST_QUEUE, first, own)) {
            while (queue.hasNext() && sum.items() < QUEUE_COUNTED_MAX) {
                sum = sum.plus(new Count(1, queue.next().getValue()));
            }
        }
        return sum;
    }

    private String missing(CatalogView view, int rse) {
        RseRow row = Rses.row(view, rse);
        String name = row.name();
        Optional<AgentRow> known = Optional.empty();
        try (Cursor<String, AgentRow> agents = view.scanAll(Tables.AGENTS)) {
            while (agents.hasNext() && known.isEmpty()) {
                known = Optional.of(agents.next().getValue()).filter(a -> a.rses().contains(rse));
            }
        }
        if (known.isEmpty()) {
            return "waits for an agent at "
                    + Rses.site(view, row.site()).name()
                    + ": none has ever served RSE "
                    + name;
        }
        String silence =
                fleet.silence(known.get().name())
                        .map(time -> "nothing was heard of it for " + seconds(time))
                        .orElse(
                                "it has not been heard of lately; it last started at "
                                        + known.get().since());
        return "waits for agent " + known.get().name() + " of RSE " + name + ": " + silence;
    }

    private String submitted(RequestRow request, Optional<FromAgent.Progress> progress) {
        String agent = "ordered from agent " + request.agent().orElse("?");
        if (progress.isEmpty()) {
            return agent + ", not begun yet as far as it has told";
        }
        long total = Math.max(1, progress.get().bytesTotal());
        return agent + ", " + 100 * progress.get().bytesDone() / total + " % done";
    }

    private String waiting(CatalogView view, ReplicaKey key, RequestRow request) {
        Duration left =
                request.notBefore()
                        .map(time -> Duration.between(clock.now(), time))
                        .filter(Duration::isPositive)
                        .orElse(Duration.ZERO);
        Optional<RelayRow> relay =
                view.get(Tables.RELAYS, key)
                        .filter(row -> row.generation() == request.generation())
                        .filter(row -> request.failures() == 0);
        if (relay.isPresent()) {
            return "waits for the copy on its way to "
                    + Rses.row(view, relay.get().via()).name()
                    + ", from where it is there sooner or the link is nearer; in "
                    + seconds(left)
                    + " at the latest it is copied from "
                    + Rses.site(view, request.sourceSite()).name();
        }
        return "next attempt in " + seconds(left) + ": " + reason(view, key, request);
    }

    private String reason(CatalogView view, ReplicaKey key, RequestRow request) {
        String last = request.lastReason().orElse("the last one failed");
        if (request.lastFailure().filter(failure -> failure == FailureClass.SPACE).isEmpty()) {
            return last;
        }
        String rse = Rses.row(view, key.rse()).name();
        return fleet.space(rse)
                .map(space ->
                        rse
                                + " has "
                                + Units.bytes(space.freeBytes())
                                + " free, "
                                + Units.bytes(request.bytes())
                                + " needed")
                .orElse(last);
    }

    private static String withoutSource(CatalogView view, ReplicaKey key) {
        int available = 0;
        int others = 0;
        int behind = 0;
        SortedSet<String> disabled = new TreeSet<>();
        int destination = Rses.row(view, key.rse()).site();
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(
                        Tables.REPLICAS,
                        new ReplicaKey(key.did(), 0),
                        new ReplicaKey(key.did() + 1, 0))) {
            while (replicas.hasNext()) {
                var replica = replicas.next();
                if (replica.getKey().rse() == key.rse()) {
                    continue;
                }
                switch (replica.getValue().state()) {
                    case AVAILABLE -> {
                        available++;
                        int site = Rses.row(view, replica.getKey().rse()).site();
                        if (!LinkDefaults.of(view, site, destination).enabled()) {
                            behind++;
                            disabled.add(link(view, site, destination));
                        }
                    }
                    case COPYING, UNAVAILABLE, BAD, BEING_DELETED, TEMPORARY_UNAVAILABLE ->
                            others++;
                }
            }
        }
        if (available == 0) {
            return "no available replica to copy from"
                    + (others == 0 ? "" : " (" + others + " that cannot be read yet or any more)");
        }
        List<String> reasons = new ArrayList<>();
        disabled.forEach(
                link -> reasons.add("link " + link + " is disabled; `godwit link set` enables it"));
        if (behind < available) {
            reasons.add(
                    (available - behind)
                            + " at RSEs that are not readable or that the rule's source"
                            + " expression leaves out");
        }
        return "none of the available replicas may be copied from: " + String.join(", ", reasons);
    }

    private static String link(CatalogView view, int source, int destination) {
        return Rses.site(view, source).name() + "→" + Rses.site(view, destination).name();
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
