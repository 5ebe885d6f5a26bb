package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;

/// The postman between engine and agents, whom nobody trusts: it loses, doubles, delays, reorders,
/// replays, forges and garbles, as far as the schedule's options go.
final class Post {
    /// Old messages that the post may hand out again.
    private static final int REMEMBERED = 200;

    private static final Duration LATE = Duration.ofMinutes(10);
    private static final double TWICE_RATE = 0.1;
    private static final double LATE_RATE = 0.05;
    private static final double GARBLED_RATE = 0.05;

    /// What is said all the time must not crowd out what is said once.
    private static final double FREQUENT_REMEMBERED_RATE = 0.02;

    private final World world;
    private final Chance chance;
    private final List<Envelope> old = new ArrayList<>();
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
        if (!calm && may(Fault.MESSAGE_TWICE, TWICE_RATE)) {
            world.count(Fault.MESSAGE_TWICE);
            carry(sent);
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
            case ToAgent message -> world.agent(message.agent()).receive(envelope);
        }
    }

    /// Hands out an old message once more, or one that was tampered with.
    void replay(boolean forged) {
        if (old.isEmpty()) {
            return;
        }
        Envelope envelope = chance.of(old);
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
        if (old.size() < REMEMBERED) {
            old.add(envelope);
        } else {
            old.set(chance.between(0, REMEMBERED - 1), envelope);
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
