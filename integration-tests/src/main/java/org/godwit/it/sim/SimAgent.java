package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.godwit.agent.LinkBook;
import org.godwit.agent.order.OrderBook;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;

/// One agent: its process comes and goes, its incarnation, the highest epoch it has obeyed and its
/// disk stay.
final class SimAgent {
    static final long DISK_BYTES = 1_000_000_000_000L;

    private static final Duration HELLO_EVERY = Duration.ofSeconds(30);
    private static final Duration TELL_AGAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration INVENTORY_EVERY = Duration.ofMinutes(5);

    private final World world;
    private final String name;
    private final String site;
    private final List<String> rses;
    private final Chance chance;
    private final Transfers transfers;

    // What survives a crash.
    private long incarnation;
    private Epoch obeyed = new Epoch(0, 0);

    // What does not.
    private OrderBook book = new OrderBook();
    private LinkBook links;
    private SimScans scans;
    private SimDeletions deletions;
    private boolean up;
    private boolean welcome;
    private long beats;
    private long rounds;
    private Runnable onNextStep = () -> {};

    SimAgent(World world, String name, String site, List<String> rses) {
        this.world = world;
        this.name = name;
        this.site = site;
        this.rses = List.copyOf(rses);
        this.chance = Chance.of(world.options().seed(), name);
        this.transfers = new Transfers(world, this, chance);
        this.scans = new SimScans(world, this, chance);
        this.links = freshLinks();
        this.deletions = new SimDeletions(world, this);
    }

    private LinkBook freshLinks() {
        SimClock clock = world.clock();
        return new LinkBook(world.has(Mutant.AGENT_IGNORES_LEASES) ? clock.stopped() : clock);
    }

    /// Starts the process, as a new incarnation.
    void start() {
        if (up) {
            return;
        }
        up = true;
        welcome = false;
        incarnation++;
        if (world.has(Mutant.AGENT_FORGETS_EPOCH)) {
            obeyed = new Epoch(0, 0);
        }
        book = new OrderBook();
        scans = new SimScans(world, this, chance);
        links = freshLinks();
        deletions = new SimDeletions(world, this);
        long start = incarnation;
        world.trace().line(() -> name + " starts as " + start);
        every(HELLO_EVERY, this::hello);
        every(world.options().lease().dividedBy(4), this::beat);
        every(TELL_AGAIN_EVERY, this::tellAgain);
        every(INVENTORY_EVERY, this::tellInventory);
        if (world.options().reaping()) {
            every(TELL_AGAIN_EVERY, () -> rses.forEach(deletions::clearTrash));
        }
    }

    /// The process or its machine dies.
    void crash() {
        up = false;
        world.trace().line(() -> name + " crashes");
        for (String rse : rses) {
            world.disk(rse).crash(chance);
            world.checker().crashed(rse);
        }
    }

    /// Does something at the next step of a transfer.
    void onNextStep(Runnable action) {
        onNextStep = action;
    }

    /// A step of a transfer is done.
    void stepped() {
        Runnable action = onNextStep;
        onNextStep = () -> {};
        action.run();
    }

    private void every(Duration pause, Runnable action) {
        long life = incarnation;
        world.timeline()
                .in(
                        chance.between(Duration.ZERO, pause),
                        new Runnable() {
                            @Override
                            public void run() {
                                if (isAlive(life)) {
                                    action.run();
                                    world.timeline().in(pause, this);
                                }
                            }
                        });
    }

    /// Whether the process that had this incarnation still runs.
    boolean isAlive(long life) {
        return up && life == incarnation;
    }

    boolean isUp() {
        return up;
    }

    String name() {
        return name;
    }

    String site() {
        return site;
    }

    long incarnation() {
        return incarnation;
    }

    OrderBook book() {
        return book;
    }

    private void hello() {
        if (!welcome) {
            send(
                    new FromAgent.Hello(
                            name,
                            incarnation,
                            site,
                            spaces(),
                            name + ".example",
                            4000,
                            "simulated"));
        }
    }

    private List<FromAgent.Space> spaces() {
        return rses.stream()
                .map(rse -> new FromAgent.Space(rse, DISK_BYTES, DISK_BYTES / 2, false))
                .toList();
    }

    private void beat() {
        if (welcome) {
            send(
                    new FromAgent.Heartbeat(
                            name,
                            incarnation,
                            ++beats,
                            world.clock().nanoTime(),
                            links.mark(),
                            List.of(),
                            List.of(),
                            spaces()));
        }
    }

    private void tellAgain() {
        tellOutcomes();
        scans.tellAgain();
    }

    /// Tells the outcomes that no receipt has come for.
    private void tellOutcomes() {
        List<TransferOutcome.Completed> completed = new ArrayList<>();
        List<TransferOutcome.Failed> failed = new ArrayList<>();
        for (TransferOutcome outcome : book.outcomes()) {
            switch (outcome) {
                case TransferOutcome.Completed c -> completed.add(c);
                case TransferOutcome.Failed f -> failed.add(f);
            }
        }
        if (!completed.isEmpty() || !failed.isEmpty()) {
            send(new FromAgent.Outcomes(name, incarnation, completed, failed));
        }
    }

    private void tellInventory() {
        if (welcome) {
            send(new FromAgent.Inventory(name, incarnation, ++rounds, 0, 1, book.held()));
        }
    }

    /// Gives a message to the post.
    void send(FromAgent message) {
        world.post().send(new Envelope(name, true, message));
    }

    /// Takes a message that the post hands out; obeys it only if it is genuine, meant for this very
    /// incarnation, and of no epoch below the highest obeyed.
    void receive(Envelope envelope) {
        ToAgent message = (ToAgent) envelope.message();
        if (!up || !obeys(envelope, message)) {
            return;
        }
        world.trace().line(() -> name + " obeys " + envelope);
        world.checker().obeys(name, incarnation, envelope);
        obeyed = message.epoch();
        switch (message) {
            case ToAgent.Welcome _ -> welcome = true;
            case ToAgent.Refused _ -> {
                welcome = false;
                hello();
            }
            case ToAgent.Links given -> takeLease(given.epoch(), given.lease());
            case ToAgent.Orders orders -> {
                takeLease(orders.epoch(), orders.lease());
                orders.orders().forEach(this::take);
            }
            case ToAgent.Cancel cancel -> cancel.orders().forEach(book::drop);
            case ToAgent.Receipt receipt -> {
                receipt.outcomes().forEach(book::received);
                receipt.scans().forEach(scans::received);
            }
            case ToAgent.Scan scan -> scans.take(scan);
            case ToAgent.Delete order -> deletions.take(order);
            case ToAgent.Examine question -> deletions.take(question);
            case ToAgent.Probe _,
                    ToAgent.ProbeDisks _,
                    ToAgent.EndProbe _,
                    ToAgent.ListFiles _,
                    ToAgent.Settle _,
                    ToAgent.Scrub _ -> {}
        }
    }

    private void takeLease(Epoch epoch, LinkLease lease) {
        links.take(epoch, lease);
        world.checker().tookLease(site);
    }

    /// How fast this agent may fetch from a site now, in bytes per second: nothing while it is
    /// down.
    long rate(String sourceSite) {
        return up ? links.bytesPerSecondMax(sourceSite) : 0;
    }

    private boolean obeys(Envelope envelope, ToAgent message) {
        boolean genuine = envelope.genuine() && envelope.signer().equals(Envelope.ENGINE);
        boolean fresh = message.epoch().compareTo(obeyed) >= 0;
        return (genuine || world.has(Mutant.AGENT_TRUSTS_ANYBODY))
                && message.agent().equals(name)
                && message.incarnation() == incarnation
                && (fresh || world.has(Mutant.AGENT_OBEYS_OLD_EPOCH));
    }

    private void take(TransferOrder order) {
        switch (book.take(order)) {
            case STARTED -> transfers.start(order);
            case RUNNING, IGNORED -> {}
            case ENDED -> tellOutcomes();
        }
    }

    /// A transfer has ended; no receipt has come yet.
    void ended(TransferOutcome outcome) {
        if (book.ended(outcome)) {
            world.checker().accounts().ended(name, outcome);
            world.trace()
                    .line(() ->
                            name
                                    + " ended "
                                    + outcome.order()
                                    + " "
                                    + outcome.getClass().getSimpleName());
            tellOutcomes();
        }
    }

    /// Whether an order is being carried out now.
    boolean runs(OrderId order) {
        return book.running(order).isPresent();
    }
}
