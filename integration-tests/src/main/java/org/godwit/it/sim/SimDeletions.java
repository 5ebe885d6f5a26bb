package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.order.DeletionTurns;
import org.godwit.message.DeletionOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.Witness;
import org.godwit.model.DeletionId;

/// How an agent's process removes files: one message after the other, each file by a rename to the
/// trash, the directories synced before the answer. A crash may fall between any two steps.
final class SimDeletions {
    private final World world;
    private final SimAgent agent;
    private final Chance chance;
    private final long life;
    private final DeletionTurns turns = new DeletionTurns();
    private final Deque<ToAgent.Delete> waiting = new ArrayDeque<>();
    private boolean busy;

    SimDeletions(World world, SimAgent agent) {
        this.world = world;
        this.agent = agent;
        this.life = agent.incarnation();
        this.chance = Chance.of(world.options().seed() + life, agent.name() + " deletions");
    }

    void take(ToAgent.Delete order) {
        if (turns.take(order.epoch(), order.sequence())
                || world.has(Mutant.AGENT_DELETES_OUT_OF_TURN)) {
            waiting.add(order);
            next();
        }
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        ToAgent.Delete order = waiting.remove();
        if (world.has(Mutant.AGENT_CONFIRMS_BEFORE_RENAME)) {
            answer(order);
        }
        later(Duration.ofSeconds(1), () -> remove(order, 0));
    }

    private void remove(ToAgent.Delete order, int from) {
        if (from < order.files().size()) {
            DeletionOrder file = order.files().get(from);
            SimDisk disk = world.disk(file.rse());
            if (disk.lookAt(file.path()).isPresent()) {
                world.checker().deletions().removes(file, order.epoch());
                disk.toTrash(file.path(), world.clock().now().plusSeconds(file.keepSeconds()));
                world.trace().line(() -> agent.name() + " removes " + file.id());
            }
            world.checker().deletions().carriedOut(agent.name(), file.id());
            later(Duration.ofMillis(10), () -> remove(order, from + 1));
            return;
        }
        later(
                Duration.ofMillis(20),
                () -> {
                    order.files().forEach(file -> world.disk(file.rse()).syncRemoval(file.path()));
                    answer(order);
                    busy = false;
                    next();
                });
    }

    private void answer(ToAgent.Delete order) {
        List<DeletionId> done = order.files().stream().map(DeletionOrder::id).toList();
        agent.send(new FromAgent.Deleted(agent.name(), life, order.sequence(), done, List.of()));
    }

    void take(ToAgent.Examine question) {
        List<Witness> there = new ArrayList<>();
        List<Witness> missing = new ArrayList<>();
        for (Witness file : question.files()) {
            Optional<Content> found = world.disk(file.rse()).read(file.path());
            boolean right = found.filter(content -> content.bytes() == file.bytes()).isPresent();
            (right ? there : missing).add(file);
        }
        later(
                Duration.ofMillis(200),
                () ->
                        agent.send(
                                new FromAgent.Examined(
                                        agent.name(), life, question.epoch(), there, missing)));
    }

    /// Clears the trash of what has been kept long enough.
    void clearTrash(String rse) {
        boolean early = world.has(Mutant.AGENT_CLEARS_TRASH_EARLY);
        world.disk(rse)
                .clearTrash(
                        early ? world.clock().now().plusSeconds(7_200) : world.clock().now(),
                        until -> world.checker().deletions().clears(rse, until));
    }

    private void later(Duration typical, Runnable step) {
        world.timeline()
                .in(
                        chance.about(typical),
                        () -> {
                            if (agent.isAlive(life)) {
                                step.run();
                                agent.stepped();
                            }
                        });
    }
}
