package org.godwit.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.godwit.agent.channel.LinkConditions;
import org.godwit.agent.order.OrderBook;
import org.godwit.agent.order.ThroughputBins;
import org.godwit.agent.transfer.Transfer;
import org.godwit.agent.transfer.TransferListener;
import org.godwit.agent.transfer.TransferService;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out orders: each as one transfer, its outcome told until the engine's receipt, its bytes
/// counted by bins. For one file and RSE there is one transfer at a time; a newer order waits until
/// the older one's has let go. Thread-safe; its lock is not held while transfers are started.
final class OrderRunner {
    private static final Logger log = LoggerFactory.getLogger(OrderRunner.class);

    private record Target(long did, int rse) {
        static Target of(OrderId order) {
            return new Target(order.did(), order.rse());
        }
    }

    private record Route(String source, String destination) implements Comparable<Route> {
        private static final Comparator<Route> ORDER =
                Comparator.comparing(Route::source).thenComparing(Route::destination);

        static Route of(TransferOrder order) {
            return new Route(order.source().site(), order.destination().site());
        }

        @Override
        public int compareTo(Route other) {
            return ORDER.compare(this, other);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, passed through
    private record Granted(TransferOrder order, byte[] grant) {}

    /// A transfer under way. Once abandoned its end is not the order's.
    private final class Run implements TransferListener {
        private final Granted granted;
        private Optional<Transfer> transfer = Optional.empty();
        private Optional<String> abandoned = Optional.empty();

        Run(Granted granted) {
            this.granted = granted;
        }

        @Override
        public void onBytesWritten(int bytes) {
            count(granted.order(), bytes);
        }

        @Override
        public void onEnd(TransferOutcome outcome) {
            ended(this, outcome);
        }
    }

    private final TransferService transfers;
    private final EngineClock clock;
    private final OrderBook book = new OrderBook();
    private final ThroughputBins bins = new ThroughputBins();
    private final Map<Target, Run> runs = new HashMap<>();
    private final Map<Target, Granted> waiting = new HashMap<>();
    private final Map<Route, Long> linkBytes = new HashMap<>();
    private final Set<OrderId> untold = new HashSet<>();
    private final Semaphore news = new Semaphore(0);

    OrderRunner(TransferService transfers, EngineClock clock) {
        this.transfers = transfers;
        this.clock = clock;
    }

    void take(ToAgent.Orders orders) {
        for (TransferOrder order : orders.orders()) {
            if (order.grant() < 0 || order.grant() >= orders.grants().size()) {
                log.warn("order {} names no grant of its message and was dropped", order.id());
                continue;
            }
            take(new Granted(order, orders.grants().get(order.grant())));
        }
    }

    private void take(Granted granted) {
        OrderId id = granted.order().id();
        Optional<Run> older = Optional.empty();
        Optional<Run> fresh = Optional.empty();
        synchronized (this) {
            switch (book.take(granted.order())) {
                case STARTED -> {
                    older = Optional.ofNullable(runs.get(Target.of(id)));
                    if (older.isPresent()) {
                        older.get().abandoned = Optional.of("a newer order has come");
                        waiting.put(Target.of(id), granted);
                    } else {
                        fresh = Optional.of(begin(granted));
                    }
                }
                case ENDED -> {
                    untold.add(id);
                    news.release();
                }
                case RUNNING, IGNORED -> {}
            }
        }
        older.ifPresent(this::stop);
        fresh.ifPresent(this::start);
    }

    private Run begin(Granted granted) {
        Run run = new Run(granted);
        runs.put(Target.of(granted.order().id()), run);
        return run;
    }

    private void start(Run run) {
        Transfer transfer = transfers.start(run.granted.order(), run.granted.grant(), run);
        boolean stop;
        synchronized (this) {
            run.transfer = Optional.of(transfer);
            stop = run.abandoned.isPresent();
        }
        if (stop) {
            stop(run);
        }
    }

    private void stop(Run run) {
        Optional<Transfer> transfer;
        String why;
        synchronized (this) {
            transfer = run.transfer;
            why = run.abandoned.orElse("no longer wanted");
        }
        transfer.ifPresent(t -> t.cancel(why));
    }

    void cancel(List<OrderId> orders) {
        for (OrderId id : orders) {
            Optional<Run> run = Optional.empty();
            synchronized (this) {
                book.drop(id);
                untold.remove(id);
                Target target = Target.of(id);
                Granted next = waiting.get(target);
                if (next != null && next.order().id().equals(id)) {
                    waiting.remove(target);
                }
                Run found = runs.get(target);
                if (found != null && found.granted.order().id().equals(id)) {
                    found.abandoned = Optional.of("the engine cancelled it");
                    run = Optional.of(found);
                }
            }
            run.ifPresent(this::stop);
        }
    }

    private void ended(Run run, TransferOutcome outcome) {
        Optional<Run> next = Optional.empty();
        synchronized (this) {
            Target target = Target.of(outcome.order());
            runs.remove(target, run);
            Granted granted = waiting.remove(target);
            if (granted != null) {
                next = Optional.of(begin(granted));
            }
            if (run.abandoned.isEmpty() && book.ended(outcome)) {
                untold.add(outcome.order());
                news.release();
            }
        }
        if (outcome instanceof TransferOutcome.Failed failed
                && failed.failure() != FailureClass.REFUSED) {
            log.warn("transfer {} failed: {}", outcome.order(), failed.reason());
        }
        next.ifPresent(this::start);
    }

    private synchronized void count(TransferOrder order, int bytes) {
        String source = order.source().site();
        String destination = order.destination().site();
        bins.add(clock.now().getEpochSecond(), source, destination, order.activity(), bytes);
        linkBytes.merge(new Route(source, destination), (long) bytes, Long::sum);
    }

    synchronized void received(List<OrderId> orders) {
        orders.forEach(id -> {
            book.received(id);
            untold.remove(id);
        });
    }

    /// Waits until an outcome is there that was not told yet, or for `time`.
    void awaitNews(Duration time) throws InterruptedException {
        if (news.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    /// Outcomes to tell: those not told yet, or all without receipt.
    synchronized List<TransferOutcome> outcomes(boolean all, int countMax) {
        if (!all && untold.isEmpty()) {
            return List.of();
        }
        List<TransferOutcome> outcomes =
                book.outcomes().stream()
                        .filter(outcome -> all || untold.contains(outcome.order()))
                        .limit(countMax)
                        .toList();
        outcomes.forEach(outcome -> untold.remove(outcome.order()));
        return outcomes;
    }

    synchronized List<OrderId> held() {
        return book.held();
    }

    synchronized List<FromAgent.Bin> dueBins() {
        return bins.due(clock.now().getEpochSecond(), FromAgent.ITEMS_MAX);
    }

    /// What every link has carried since the last call.
    ///
    /// @param elapsedNanos time since then
    /// @param conditions of the connections, where they are measured
    synchronized List<FromAgent.LinkActivity> links(long elapsedNanos, LinkConditions conditions) {
        Map<Route, Integer> running = new TreeMap<>();
        linkBytes.keySet().forEach(route -> running.put(route, 0));
        runs.values().forEach(run -> running.merge(Route.of(run.granted.order()), 1, Integer::sum));
        List<FromAgent.LinkActivity> links = new ArrayList<>();
        running.forEach((route, transfersNow) -> {
            double perNano = (double) linkBytes.getOrDefault(route, 0L) / Math.max(1, elapsedNanos);
            links.add(
                    new FromAgent.LinkActivity(
                            route.source(),
                            route.destination(),
                            Math.round(perNano * 1e9),
                            transfersNow,
                            conditions.condition(route.source())));
        });
        linkBytes.clear();
        return links;
    }

    /// How far the transfers are, as many as one message holds.
    synchronized List<FromAgent.Progress> progress() {
        return runs.values().stream()
                .filter(run -> run.transfer.isPresent() && run.abandoned.isEmpty())
                .limit(FromAgent.ITEMS_MAX)
                .map(run ->
                        new FromAgent.Progress(
                                run.granted.order().id(),
                                run.transfer.get().bytesDone(),
                                run.granted.order().bytes()))
                .toList();
    }
}
