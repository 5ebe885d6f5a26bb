package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.godwit.message.FromAgent;
import org.godwit.message.Message;
import org.godwit.message.ToAgent;

/// The postman between engine and agents, whom nobody trusts: it loses, doubles, delays, reorders,
/// replays, forges and garbles, as far as the schedule's options go.
final class Post {
    /// Old messages that the post may hand out again.
    private static final int REMEMBERED = 200;

    /// Deletions are few and do the most harm: they are kept apart, the newest mostly.
    private static final int DELETIONS_REMEMBERED = 10;

    private static final double PROVOKED_RATE = 0.3;

    private static final Duration LATE = Duration.ofMinutes(10);
    private static final double TWICE_RATE = 0.1;
    private static final double LATE_RATE = 0.05;
    private static final double GARBLED_RATE = 0.05;

    /// What is said all the time must not crowd out what is said once.
    private static final double FREQUENT_REMEMBERED_RATE = 0.02;

    private final World world;
    private final Chance chance;
    private final List<Envelope> old = new ArrayList<>();
    private final List<Envelope> oldDeletions = new ArrayList<>();
    private final Set<String> cutToEngine = new HashSet<>();
    private final Set<String> cutToAgent = new HashSet<>();

    Post(World world) {
        this.world = world;
        this.chance = Chance.of(world.options().seed(), "post");
    }

    /// Takes a message for whomever it is meant for.
    void send(Envelope envelope) {
        Envelope sent = world.options().encoded() ? envelope.encodedAndDecoded() : envelope;
        remember(sent);
        if (cut(sent)) {
            return;
        }
        boolean calm = world.isCalm();
        if (!calm && may(Fault.MESSAGE_LOST, world.options().lossRate())) {
            world.count(Fault.MESSAGE_LOST);
            return;
        }
        carry(sent);
        provoke(sent);
        if (!calm && may(Fault.MESSAGE_TWICE, TWICE_RATE)) {
            world.count(Fault.MESSAGE_TWICE);
            carry(sent);
        }
    }

    /// Hands out an old message where it does the most harm: an old answer to a new order to
    /// delete, and an old order to delete when something has been made anew.
    private void provoke(Envelope envelope) {
        if (!world.mayNow(Fault.MESSAGE_REPLAYED) || !chance.with(PROVOKED_RATE)) {
            return;
        }
        switch (envelope.message()) {
            case ToAgent.Delete order ->
                    hand(old ->
                            old instanceof FromAgent.Deleted told
                                    && told.agent().equals(order.agent()));
            case FromAgent.Outcomes outcomes ->
                    hand(old ->
                            old instanceof ToAgent.Delete order
                                    && order.agent().equals(outcomes.agent()));
            default -> {}
        }
    }

    private void hand(Predicate<Message> kind) {
        List<Envelope> fitting =
                oldDeletions.stream().filter(old -> kind.test(old.message())).toList();
        if (!fitting.isEmpty()) {
            world.count(Fault.MESSAGE_REPLAYED);
            carry(chance.of(fitting));
        }
    }

    private void carry(Envelope envelope) {
        Duration delay = chance.between(Duration.ofMillis(1), Duration.ofMillis(300));
        if (!world.isCalm() && may(Fault.MESSAGE_LATE, LATE_RATE)) {
            world.count(Fault.MESSAGE_LATE);
            delay = chance.between(Duration.ofSeconds(1), LATE);
        }
        Envelope carried = envelope;
        if (!world.isCalm() && may(Fault.MESSAGE_GARBLED, GARBLED_RATE)) {
            world.count(Fault.MESSAGE_GARBLED);
            carried = envelope.notGenuine();
        }
        Envelope delivered = carried;
        world.timeline().in(delay, () -> deliver(delivered));
    }

    private void deliver(Envelope envelope) {
        if (cut(envelope)) {
            return;
        }
        switch (envelope.message()) {
            case FromAgent _ -> world.engines().receive(envelope);
            case ToAgent message -> {
                if (world.engines().hears(message.agent(), message.epoch())) {
                    world.agent(message.agent()).receive(envelope);
                }
            }
        }
    }

    /// Hands out an old message once more, or one that was tampered with.
    void replay(boolean forged) {
        if (old.isEmpty()) {
            return;
        }
        boolean ofDeletions = !oldDeletions.isEmpty() && chance.with(0.5);
        Envelope envelope = chance.of(ofDeletions ? oldDeletions : old);
        world.count(forged ? Fault.MESSAGE_FORGED : Fault.MESSAGE_REPLAYED);
        carry(forged ? world.forger().forge(envelope) : envelope);
    }

    private void remember(Envelope envelope) {
        boolean frequent =
                envelope.message() instanceof FromAgent.Heartbeat
                        || envelope.message() instanceof ToAgent.Links;
        if (frequent && !chance.with(FREQUENT_REMEMBERED_RATE)) {
            return;
        }
        boolean ofDeletions =
                envelope.message() instanceof FromAgent.Deleted
                        || envelope.message() instanceof ToAgent.Delete;
        if (ofDeletions) {
            remember(oldDeletions, DELETIONS_REMEMBERED, envelope);
        }
        remember(old, REMEMBERED, envelope);
    }

    private void remember(List<Envelope> kept, int most, Envelope envelope) {
        if (kept.size() < most) {
            kept.add(envelope);
        } else {
            kept.set(chance.between(0, most - 1), envelope);
        }
    }

    private boolean may(Fault fault, double rate) {
        return world.options().has(fault) && chance.with(rate);
    }

    private boolean cut(Envelope envelope) {
        return switch (envelope.message()) {
            case FromAgent message -> cutToEngine.contains(message.agent());
            case ToAgent message -> cutToAgent.contains(message.agent());
        };
    }

    /// Cuts or mends one direction of an agent's post.
    void cut(String agent, boolean toEngine, boolean isCut) {
        Set<String> direction = toEngine ? cutToEngine : cutToAgent;
        if (isCut) {
            direction.add(agent);
        } else {
            direction.remove(agent);
        }
    }
}
