package org.godwit.coordination.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.collection.IQueue;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.godwit.coordination.AgentMailbox;
import org.godwit.coordination.EngineRoute;
import org.godwit.coordination.MailboxLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An agent's box at the engine's post office. A thread of its own keeps the connection: it asks
/// the route where the engine is, makes a client, and when that ends starts over, for ever, at
/// growing intervals while the engine is away. Thread-safe.
public final class HazelcastAgentMailbox implements AgentMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastAgentMailbox.class);

    /// Messages fetched in one round trip, and so what an agent's sudden end loses at most.
    private static final int BATCH_MAX = 64;

    private static final Duration RETRY_FIRST = Duration.ofMillis(250);
    private static final Duration RETRY_LAST = Duration.ofSeconds(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    /// How often a client is looked at that does not say that it ended.
    private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

    /// A server-side wait is kept well under the invocation time-out.
    private static final Duration WAIT_AT_ENGINE_MAX = Duration.ofSeconds(5);

    private final Identity self;
    private final EngineRoute route;
    private final EngineClock clock;
    private final RandomGenerator random;
    private final Thread keeper;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition connected = lock.newCondition();
    private @Nullable HazelcastInstance client; // guarded by lock
    private boolean closed; // guarded by lock

    /// One receiver at a time fetches; messages of its batch wait here for the next.
    private final ReentrantLock fetching = new ReentrantLock();

    private final Queue<byte[]> fetched = new ArrayDeque<>(); // guarded by fetching

    private HazelcastAgentMailbox(
            String agent, EngineRoute route, EngineClock clock, RandomGenerator random) {
        this.self = new Identity(Role.AGENT, agent);
        this.route = route;
        this.clock = clock;
        this.random = random;
        this.keeper = Thread.ofVirtual().name("agent-mailbox").unstarted(this::keep);
    }

    /// Opens the box and returns at once, whether the engine is there or not.
    ///
    /// @param random spreads the attempts of many agents after a restart of the engine
    public static HazelcastAgentMailbox open(
            String agent, EngineRoute route, EngineClock clock, RandomGenerator random) {
        HazelcastAgentMailbox mailbox = new HazelcastAgentMailbox(agent, route, clock, random);
        mailbox.keeper.start();
        return mailbox;
    }

    private void keep() {
        Duration pause = RETRY_FIRST;
        try {
            while (!isClosed()) {
                CountDownLatch ended = new CountDownLatch(1);
                if (connect(ended)) {
                    pause = RETRY_FIRST;
                    awaitEnd(ended);
                } else {
                    clock.sleep(pause.plusMillis(random.nextLong(1 + pause.toMillis() / 2)));
                    Duration next = pause.multipliedBy(2);
                    pause = next.compareTo(RETRY_LAST) < 0 ? next : RETRY_LAST;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// A client whose shutdown fails half-way is dead and never says so: it is looked at, too.
    private void awaitEnd(CountDownLatch ended) throws InterruptedException {
        boolean over = false;
        while (!over) {
            over = ended.await(LOOK_AFTER.toMillis(), TimeUnit.MILLISECONDS) || live().isEmpty();
        }
    }

    private boolean connect(CountDownLatch ended) {
        try {
            Optional<EngineRoute.Post> post = route.find();
            if (post.isEmpty()) {
                return false;
            }
            HazelcastInstance fresh =
                    HazelcastClient.newHazelcastClient(
                            HazelcastSettings.client(post.get(), ended::countDown));
            return prepared(fresh) && adopt(fresh);
        } catch (RuntimeException e) {
            LOG.debug("the engine's mailboxes cannot be reached, will try again", e);
            return false;
        }
    }

    /// Makes the client's proxies before anybody uses it: one that is still being made when the
    /// connection is lost lets the client's own shutdown fail.
    private boolean prepared(HazelcastInstance fresh) {
        try {
            fresh.getQueue(PostNames.TO_ENGINE);
            fresh.getQueue(PostNames.toAgent(self.name()));
            fresh.getMap(PostNames.PRESENT);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("the engine went away at once, will try again", e);
            fresh.getLifecycleService().terminate();
            return false;
        }
    }

    private boolean adopt(HazelcastInstance fresh) {
        lock.lock();
        try {
            if (!closed) {
                client = fresh;
                connected.signalAll();
                return true;
            }
        } finally {
            lock.unlock();
        }
        fresh.getLifecycleService().terminate();
        return false;
    }

    private Optional<HazelcastInstance> live() {
        lock.lock();
        try {
            return Optional.ofNullable(client)
                    .filter(each -> each.getLifecycleService().isRunning());
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean send(byte[] envelope) {
        MailboxLimits.check(envelope);
        Optional<HazelcastInstance> live = live();
        if (live.isEmpty()) {
            return false;
        }
        try {
            return live.get().<Object>getQueue(PostNames.TO_ENGINE).offer(envelope);
        } catch (RuntimeException e) {
            LOG.debug("message to the engine not taken", e);
            return false;
        }
    }

    @Override
    public Optional<byte[]> receive(Duration timeout) throws InterruptedException {
        long deadline = clock.nanoTime() + timeout.toNanos();
        if (!fetching.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            while (fetched.isEmpty()) {
                long left = deadline - clock.nanoTime();
                if (left <= 0 || isClosed()) {
                    return Optional.empty();
                }
                fetch(Duration.ofNanos(left));
            }
            return Optional.of(fetched.remove());
        } finally {
            fetching.unlock();
        }
    }

    private void fetch(Duration wait) throws InterruptedException {
        Optional<HazelcastInstance> live = awaitClient(wait);
        if (live.isEmpty()) {
            return;
        }
        List<Object> batch = new ArrayList<>();
        try {
            IQueue<Object> queue = live.get().getQueue(PostNames.toAgent(self.name()));
            Duration atEngine = wait.compareTo(WAIT_AT_ENGINE_MAX) < 0 ? wait : WAIT_AT_ENGINE_MAX;
            Object first = queue.poll(atEngine.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH_MAX - 1);
            }
        } catch (RuntimeException e) {
            // Connection lost, queue destroyed, an unreadable object: messages lost, no more.
            LOG.debug("messages lost in the mailbox of {}", self, e);
            pause(wait);
        }
        for (Object item : batch) {
            // anybody in the cluster can put anything there
            if (item instanceof byte[] envelope
                    && envelope.length <= MailboxLimits.MESSAGE_BYTES_MAX) {
                fetched.add(envelope);
            }
        }
    }

    private Optional<HazelcastInstance> awaitClient(Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (left > 0 && !closed) {
                Optional<HazelcastInstance> live = live();
                if (live.isPresent()) {
                    return live;
                }
                left = connected.awaitNanos(left);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration atMost) throws InterruptedException {
        clock.sleep(atMost.compareTo(PAUSE_AFTER_FAILURE) < 0 ? atMost : PAUSE_AFTER_FAILURE);
    }

    @Override
    public void beat() {
        live().ifPresent(each -> {
            try {
                var _ =
                        each.<String, Boolean>getMap(PostNames.PRESENT)
                                .setAsync(
                                        self.name(),
                                        true,
                                        MailboxLimits.PRESENCE_LASTS.toSeconds(),
                                        TimeUnit.SECONDS);
            } catch (RuntimeException e) {
                LOG.debug("sign of life of {} not taken", self, e);
            }
        });
    }

    @Override
    public void close() {
        Optional<HazelcastInstance> last;
        lock.lock();
        try {
            closed = true;
            last = Optional.ofNullable(client);
            connected.signalAll();
        } finally {
            lock.unlock();
        }
        keeper.interrupt();
        last.ifPresent(each -> each.getLifecycleService().terminate());
    }
}
