package org.godwit.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.LinkLease;
import org.godwit.message.TransferOrder;
import org.godwit.model.Link;
import org.godwit.model.RequestState;
import org.godwit.schedule.FairShare;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;

/// Takes requests from the queues of one link, as far as its budget goes, and orders them from the
/// agents at the destination. Activities share the link by [FairShare]; within one, priority and
/// then age decide. A request whose source is gone or not served moves to another link's queue.
///
/// @param live names and incarnations of the agents heard of lately
public record DispatchLink(Link link, Map<String, Long> live, FairShare share)
        implements Command<DispatchLink.Dispatched> {
    /// Most orders of one decision, so that other commands need not wait long.
    public static final int ORDERS_MAX = 500;

    /// Bytes ordered on a link and not done; enough for 20 s at 1 GB/s, little enough that a change
    /// of plan is soon felt.
    public static final long BYTES_SUBMITTED_MAX = 20_000_000_000L;

    /// Requests passed over in one decision because an agent is missing.
    private static final int SKIPS_MAX = 1_000;

    public DispatchLink {
        live = Map.copyOf(live);
    }

    /// How far a dispatch came.
    ///
    /// @param share to give to the link's next dispatch
    /// @param more whether the decision stopped at its bound with work left
    public record Dispatched(int orders, FairShare share, boolean more) {}

    @Override
    public Dispatched decide(Context context) {
        return new Round(context, this).run();
    }

    /// One dispatch of one link.
    private static final class Round {
        private final Context context;
        private final Link link;
        private final LinkRow settings;
        private final LiveAgents agents;
        private final SourceSelector sources;
        private final NearerCopy nearer;
        private final Map<String, Cursor<QueueKey, Long>> queues = new TreeMap<>();
        private final Map<AgentRow, List<TransferOrder>> orders = new LinkedHashMap<>();
        private FairShare share;
        private long roomItems;
        private long roomBytes;
        private int given;
        private int skipped;
        private int waiting;
        private long mayWait;

        Round(Context context, DispatchLink command) {
            this.context = context;
            this.link = command.link;
            this.agents = new LiveAgents(context.tx(), command.live);
            this.sources = new SourceSelector(context.tx());
            this.share = command.share;
            this.nearer = new NearerCopy(context, agents);
            settings = LinkDefaults.of(context.tx(), link.source(), link.destination());
            Count submitted =
                    LinkLoad.of(
                            context.tx(),
                            new LinkKey(link.source(), link.destination()),
                            RequestState.SUBMITTED);
            roomItems = settings.transfersMax() - submitted.items();
            roomBytes = BYTES_SUBMITTED_MAX - submitted.bytes();
            mayWait =
                    NearerCopy.WAITING_MAX
                            - LinkLoad.of(
                                            context.tx(),
                                            new LinkKey(link.source(), link.destination()),
                                            RequestState.WAITING)
                                    .items();
        }

        Dispatched run() {
            if (!settings.enabled()) {
                return leave();
            }
            if (!isServed()) {
                return new Dispatched(0, share, false);
            }
            try {
                openQueues();
                share = share.among(queues.keySet());
                while (hasRoom() && !queues.isEmpty()) {
                    String activity = share.next(queues.keySet());
                    Cursor<QueueKey, Long> queue = queues.get(activity);
                    if (queue == null || !queue.hasNext()) {
                        close(activity);
                        continue;
                    }
                    QueueKey place = queue.next().getKey();
                    take(new ReplicaKey(place.did(), place.rse()))
                            .ifPresent(bytes -> share = share.charge(activity, bytes));
                }
                boolean bound = given >= ORDERS_MAX || waiting >= ORDERS_MAX;
                boolean more = !queues.isEmpty() && bound && roomItems > 0;
                orders.forEach(this::give);
                return new Dispatched(given, share, more);
            } finally {
                List.copyOf(queues.keySet()).forEach(this::close);
            }
        }

        /// The link is closed: what is queued for it takes another way, or waits until there is
        /// one.
        private Dispatched leave() {
            List<ReplicaKey> queued = new ArrayList<>();
            boolean more;
            try (Cursor<QueueKey, Long> queue =
                    context.tx()
                            .scan(
                                    Tables.REQUEST_QUEUE,
                                    place("", Integer.MAX_VALUE),
                                    endOfLink())) {
                while (queue.hasNext() && queued.size() < ORDERS_MAX) {
                    QueueKey place = queue.next().getKey();
                    queued.add(new ReplicaKey(place.did(), place.rse()));
                }
                more = queue.hasNext();
            }
            for (ReplicaKey key : queued) {
                Requests.enqueue(
                        context, key, context.tx().get(Tables.REQUESTS, key).orElseThrow());
            }
            return new Dispatched(0, share, more);
        }

        /// Whether any agent could take an order; without one the queue need not be looked at.
        private boolean isServed() {
            return agents.rses().stream()
                    .anyMatch(rse -> Rses.row(context.tx(), rse).site() == link.destination());
        }

        private void give(AgentRow agent, List<TransferOrder> list) {
            LinkLease lease = LinkLeases.of(context.tx(), agent, context.revision());
            context.effect(new Effect.GiveOrders(agent.name(), agent.incarnation(), lease, list));
            LinkKey key = new LinkKey(link.source(), link.destination());
            boolean joins = settings.isCapped() && !LinkLeases.hasShare(context.tx(), key, agent);
            if (joins) {
                context.effect(new Effect.SharesChanged());
            }
        }

        private boolean hasRoom() {
            return roomItems > 0
                    && roomBytes > 0
                    && given < ORDERS_MAX
                    && waiting < ORDERS_MAX
                    && skipped < SKIPS_MAX;
        }

        /// One cursor per activity that has something queued, found by skipping from one to the
        /// next.
        private void openQueues() {
            QueueKey from = place("", Integer.MAX_VALUE);
            Optional<String> activity = activityFrom(from);
            while (activity.isPresent()) {
                QueueKey begin = place(activity.get(), Integer.MAX_VALUE);
                QueueKey end = place(activity.get(), Integer.MIN_VALUE);
                queues.put(activity.get(), context.tx().scan(Tables.REQUEST_QUEUE, begin, end));
                activity = activityFrom(end);
            }
        }

        private Optional<String> activityFrom(QueueKey from) {
            try (Cursor<QueueKey, Long> peek =
                    context.tx().scan(Tables.REQUEST_QUEUE, from, endOfLink())) {
                return peek.hasNext()
                        ? Optional.of(peek.next().getKey().activity())
                        : Optional.empty();
            }
        }

        private QueueKey endOfLink() {
            return new QueueKey(
                    link.source(),
                    link.destination() + 1,
                    "",
                    Integer.MAX_VALUE,
                    Instant.EPOCH,
                    0,
                    0);
        }

        /// The first place of an activity and priority; higher priorities sort first.
        private QueueKey place(String activity, int priority) {
            return new QueueKey(
                    link.source(), link.destination(), activity, priority, Instant.EPOCH, 0, 0);
        }

        private void close(String activity) {
            Cursor<QueueKey, Long> queue = queues.remove(activity);
            if (queue != null) {
                queue.close();
            }
        }

        /// Orders one request if it can be, and answers its bytes.
        private Optional<Long> take(ReplicaKey key) {
            Optional<AgentRow> receiver = agents.serving(key.rse());
            if (receiver.isEmpty()) {
                skipped++;
                return Optional.empty();
            }
            RequestRow queued = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            if (Requests.suspend(context, key, queued)) {
                skipped++;
                return Optional.empty();
            }
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElse(queued);
            Optional<SourceSelector.Source> source = source(key, request);
            if (source.isEmpty()) {
                if (!mayServe(key, request)) {
                    Requests.enqueue(context, key, request);
                }
                skipped++;
                return Optional.empty();
            }
            if (source.get().site() != link.source()) {
                move(key, request, source.get());
                return Optional.empty();
            }
            if (mayWait > 0
                    && nearer.awaited(
                            key,
                            request,
                            source.get(),
                            Requests.allowedSources(context, request))) {
                mayWait--;
                waiting++;
                return Optional.empty();
            }
            AgentRow sender = agents.serving(source.get().rse()).orElseThrow();
            RequestRow submitted =
                    request.submitted(
                            source.get().rse(),
                            receiver.get().name(),
                            receiver.get().incarnation());
            context.tx().put(Tables.REQUESTS, key, submitted);
            orders.computeIfAbsent(receiver.get(), a -> new ArrayList<>())
                    .add(Orders.make(context.tx(), key, submitted, sender));
            given++;
            roomItems--;
            roomBytes -= request.bytes();
            return Optional.of(request.bytes());
        }

        private Optional<SourceSelector.Source> source(ReplicaKey key, RequestRow request) {
            IntPredicate allowed = Requests.allowedSources(context, request);
            Optional<SourceSelector.Source> planned =
                    sources.choose(
                            key.did(),
                            request.destinationSite(),
                            Map.of(),
                            rse ->
                                    rse == request.source()
                                            && allowed.test(rse)
                                            && agents.serving(rse).isPresent());
            return planned.isPresent()
                    ? planned
                    : sources.choose(
                            key.did(),
                            request.destinationSite(),
                            SourceFailures.of(context.tx(), key, request),
                            rse -> allowed.test(rse) && agents.serving(rse).isPresent());
        }

        /// Whether the planned source will do once its agent is back. Where it will not, the
        /// request is to be queued where it is found when the agent of another one is.
        private boolean mayServe(ReplicaKey key, RequestRow request) {
            IntPredicate allowed = Requests.allowedSources(context, request);
            return sources.choose(
                            key.did(),
                            request.destinationSite(),
                            Map.of(),
                            rse -> rse == request.source() && allowed.test(rse))
                    .isPresent();
        }

        private void move(ReplicaKey key, RequestRow request, SourceSelector.Source source) {
            context.tx()
                    .put(
                            Tables.REQUESTS,
                            key,
                            request.queued(source.rse(), source.site(), request.since()));
            context.effect(
                    new Effect.LinkReady(new Link(source.site(), request.destinationSite())));
        }
    }
}
