package org.godwit.coordination;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// A post in one process, which on demand loses, repeats and reorders messages, repeatably by its
/// seed (as far as the order of calls is). Thread-safe.
public final class MemoryMailboxes implements AutoCloseable {
    private final BlockingDeque<byte[]> toEngine =
            new LinkedBlockingDeque<>(MailboxLimits.ENGINE_MESSAGES_MAX);
    private final Map<String, BlockingDeque<byte[]>> toAgents = new ConcurrentHashMap<>();
    private final Set<String> present = ConcurrentHashMap.newKeySet();
    private final Engine engine = new Engine();
    private final Random random;

    private double loss; // these three guarded by random
    private double repetition;
    private double reordering;

    public MemoryMailboxes(long seed) {
        this.random = new Random(seed);
    }

    /// Probabilities, for each message from now on, of being lost, delivered twice, and overtaking
    /// those that wait.
    public void misbehave(double loss, double repetition, double reordering) {
        synchronized (random) {
            this.loss = loss;
            this.repetition = repetition;
            this.reordering = reordering;
        }
    }

    /// Forgets everything, as a post office does that is started again.
    public void wipe() {
        toEngine.clear();
        toAgents.values().forEach(BlockingDeque::clear);
        present.clear();
    }

    public EngineMailbox engine() {
        return engine;
    }

    public AgentMailbox agent(String name) {
        return new Agent(new Identity(Role.AGENT, name).name());
    }

    @Override
    public void close() {
        engine.close();
    }

    private BlockingDeque<byte[]> box(String agent) {
        return toAgents.computeIfAbsent(
                agent, _ -> new LinkedBlockingDeque<>(MailboxLimits.AGENT_MESSAGES_MAX));
    }

    private boolean put(BlockingDeque<byte[]> box, byte[] message) {
        MailboxLimits.check(message);
        synchronized (random) {
            if (random.nextDouble() < loss) {
                return true; // what a sender sees of a loss
            }
            boolean taken = offer(box, message);
            if (random.nextDouble() < repetition) {
                offer(box, message);
            }
            return taken;
        }
    }

    private boolean offer(BlockingDeque<byte[]> box, byte[] message) {
        byte[] copy = message.clone();
        return random.nextDouble() < reordering ? box.offerFirst(copy) : box.offerLast(copy);
    }

    private final class Engine implements EngineMailbox {
        private volatile boolean closed;

        @Override
        public boolean send(String agent, byte[] envelope) {
            return put(box(new Identity(Role.AGENT, agent).name()), envelope);
        }

        @Override
        public void start(Consumer<byte[]> receiver) {
            Thread.startVirtualThread(() -> {
                try {
                    while (!closed) {
                        byte[] message = toEngine.poll(20, TimeUnit.MILLISECONDS);
                        if (message != null) {
                            receiver.accept(message);
                        }
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public Set<String> present() {
            return new TreeSet<>(present);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final class Agent implements AgentMailbox {
        private final String name;

        Agent(String name) {
            this.name = name;
        }

        @Override
        public boolean send(byte[] envelope) {
            return put(toEngine, envelope);
        }

        @Override
        public Optional<byte[]> receive(Duration timeout) throws InterruptedException {
            return Optional.ofNullable(box(name).poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void beat() {
            present.add(name);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
