package org.godwit.it.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;

/// How an agent carries out orders, step by step as the data plane does: the bytes come in under a
/// temporary name, are verified and synced, take the final name without replacing what is there,
/// and the name is synced. A crash may fall between any two steps.
final class Transfers {
    private static final double WIRE_FLIP_RATE = 0.1;
    private static final List<Bottleneck> STAGES = List.of(Bottleneck.values());

    private final World world;
    private final SimAgent agent;
    private final Chance chance;

    Transfers(World world, SimAgent agent, Chance chance) {
        this.world = world;
        this.agent = agent;
        this.chance = chance;
    }

    /// Begins to carry out an order.
    void start(TransferOrder order) {
        boolean isThere = disk(order).lookAt(order.destination().path()).isPresent();
        if (isThere && !world.has(Mutant.AGENT_OVERWRITES)) {
            later(order, Duration.ofMillis(50), () -> adoptOrFail(order));
            return;
        }
        later(order, chance.about(world.options().transferTime()), () -> arrived(order));
    }

    private void later(TransferOrder order, Duration delay, Runnable step) {
        long life = agent.incarnation();
        world.timeline()
                .in(
                        delay,
                        () -> {
                            if (agent.isAlive(life) && agent.runs(order.id())) {
                                step.run();
                                agent.stepped();
                            }
                        });
    }

    private void arrived(TransferOrder order) {
        Optional<Content> bytes = fetch(order);
        if (bytes.isEmpty()) {
            return;
        }
        if (disk(order).isFull()) {
            fail(order, FailureClass.SPACE, "no space left");
            return;
        }
        disk(order).receive(temporary(order), bytes.get());
        if (!isWhatWasOrdered(bytes.get(), order) && !world.has(Mutant.AGENT_SKIPS_CHECKSUM)) {
            disk(order).dropIncoming(temporary(order));
            fail(order, FailureClass.INTEGRITY, "the checksum differs");
            return;
        }
        if (world.has(Mutant.AGENT_NAMES_BEFORE_SYNC)) {
            later(order, Duration.ofMillis(20), () -> takeName(order));
            return;
        }
        later(
                order,
                Duration.ofMillis(20),
                () -> {
                    disk(order).syncIncoming(temporary(order));
                    later(order, Duration.ofMillis(1), () -> takeName(order));
                });
    }

    /// The bytes as they arrive, or a failure.
    private Optional<Content> fetch(TransferOrder order) {
        if (world.isLinkCut(order.source().site(), order.destination().site())
                || !world.agent(order.source().agent()).isUp()) {
            fail(order, FailureClass.NETWORK, "no connection to " + order.source().agent());
            return Optional.empty();
        }
        Optional<Content> source = world.disk(order.source().rse()).read(order.source().path());
        if (source.isEmpty()) {
            fail(order, FailureClass.SOURCE, "the source cannot be read");
            return Optional.empty();
        }
        if (world.mayNow(Fault.WIRE_FLIP) && chance.with(WIRE_FLIP_RATE)) {
            world.count(Fault.WIRE_FLIP);
            return source.map(Content::corrupted);
        }
        return source;
    }

    private void takeName(TransferOrder order) {
        if (world.has(Mutant.AGENT_OVERWRITES)) {
            disk(order).remove(order.destination().path());
        }
        switch (disk(order).takeName(temporary(order), order.destination().path())) {
            case TAKEN -> {
                if (world.has(Mutant.AGENT_SKIPS_NAME_SYNC)) {
                    complete(order, false);
                } else {
                    later(
                            order,
                            Duration.ofMillis(10),
                            () -> {
                                disk(order).syncName(order.destination().path());
                                complete(order, false);
                            });
                }
            }
            case EQUAL_FILE_THERE, OTHER_FILE_THERE -> adoptOrFail(order);
            case NOTHING_TO_NAME ->
                    fail(order, FailureClass.INTERNAL, "the temporary file is gone");
        }
    }

    /// Something lies at the final name: it is taken if it is what was ordered.
    private void adoptOrFail(TransferOrder order) {
        Optional<Content> there = disk(order).read(order.destination().path());
        if (there.isEmpty()) {
            fail(order, FailureClass.DESTINATION, "the storage cannot be read");
        } else if (isWhatWasOrdered(there.get(), order)
                || world.has(Mutant.AGENT_ADOPTS_ANYTHING)) {
            disk(order).syncName(order.destination().path());
            complete(order, true);
        } else if (order.replaces()) {
            setAside(order, there.get());
            later(order, chance.about(world.options().transferTime()), () -> arrived(order));
        } else {
            fail(order, FailureClass.DESTINATION, "another file lies there");
        }
    }

    /// Moves what was declared bad into the quarantine; a good file must never get there.
    private void setAside(TransferOrder order, Content there) {
        String path = order.destination().path();
        if (world.truth().at(path).equals(Optional.of(there))) {
            throw new Violation("S6", "the good file at " + path + " was put aside for " + order);
        }
        disk(order).takeAway(path);
    }

    private void complete(TransferOrder order, boolean adopted) {
        String rse = order.destination().rse();
        String path = order.destination().path();
        if (world.disk(rse).isDurable(path)
                && world.disk(rse).lookAt(path).equals(world.truth().at(path))) {
            world.truth().madeGood(rse, path);
        }
        agent.ended(
                new TransferOutcome.Completed(
                        order.id(),
                        1_000,
                        order.bytes(),
                        order.adler32(),
                        adopted ? 0 : order.bytes(),
                        adopted,
                        adopted ? Optional.empty() : Optional.of(chance.of(STAGES))));
    }

    private void fail(TransferOrder order, FailureClass failure, String reason) {
        agent.ended(
                new TransferOutcome.Failed(
                        order.id(), 1_000, failure, reason, 0, Optional.empty()));
    }

    private static boolean isWhatWasOrdered(Content content, TransferOrder order) {
        return content.bytes() == order.bytes() && content.adler32().equals(order.adler32());
    }

    private static String temporary(TransferOrder order) {
        return order.id().did() + "-" + order.id().generation();
    }

    private SimDisk disk(TransferOrder order) {
        return world.disk(order.destination().rse());
    }
}
