package org.godwit.coordination.hazelcast;

import com.hazelcast.collection.IQueue;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.godwit.coordination.EngineMailbox;
import org.godwit.coordination.MailboxLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's post office: the one Hazelcast member, in this process, on 127.0.0.1. Its memory
/// ends with the process. Thread-safe.
public final class HazelcastEngineMailbox implements EngineMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastEngineMailbox.class);

    /// Messages taken from the queue in one go.
    private static final int BATCH_MAX = 256;

    private static final int NAME_BYTES = 16;
    private static final long POLL_SECONDS = 1;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final HazelcastInstance member;
    private final String clusterName;
    private final EngineClock clock;
    private final AtomicReference<@Nullable Thread> delivery = new AtomicReference<>();

    private HazelcastEngineMailbox(
            HazelcastInstance member, String clusterName, EngineClock clock) {
        this.member = member;
        this.clusterName = clusterName;
        this.clock = clock;
    }

    /// Starts the member, which takes a second or a few.
    ///
    /// @param port on 127.0.0.1; 0 takes a free one
    /// @throws EngineException `UNAVAILABLE` if it does not start, as when the port is taken
    public static HazelcastEngineMailbox open(int port, EngineClock clock) {
        byte[] secret = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(secret);
        String clusterName = "godwit-" + HexFormat.of().formatHex(secret);
        try {
            HazelcastInstance member =
                    Hazelcast.newHazelcastInstance(HazelcastSettings.member(port, clusterName));
            return new HazelcastEngineMailbox(member, clusterName, clock);
        } catch (HazelcastException | IllegalStateException e) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "the mailboxes cannot be opened on 127.0.0.1:"
                            + port
                            + "; if another process has the port, configure another or 0",
                    e);
        }
    }

    /// Where the member listens, on 127.0.0.1.
    public int port() {
        return member.getCluster().getLocalMember().getAddress().getPort();
    }

    /// The secret that opens this member, new with every start: to be told to agents by the tunnel,
    /// to nobody else.
    public String secretName() {
        return clusterName;
    }

    @Override
    public boolean send(String agent, byte[] envelope) {
        MailboxLimits.check(envelope);
        Identity receiver = new Identity(Role.AGENT, agent);
        try {
            return member.<Object>getQueue(PostNames.toAgent(receiver.name())).offer(envelope);
        } catch (RuntimeException e) {
            LOG.debug("message to agent {} not taken", agent, e);
            return false;
        }
    }

    @Override
    public void start(Consumer<byte[]> receiver) {
        Thread thread =
                Thread.ofVirtual()
                        .name("engine-mailbox")
                        .unstarted(() -> {
                            try {
                                deliver(receiver);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        if (!delivery.compareAndSet(null, thread)) {
            throw new IllegalStateException("the mailbox has been started");
        }
        thread.start();
    }

    private void deliver(Consumer<byte[]> receiver) throws InterruptedException {
        while (running()) {
            for (Object item : nextBatch()) {
                // anybody in the cluster can put anything there
                if (item instanceof byte[] envelope
                        && envelope.length <= MailboxLimits.MESSAGE_BYTES_MAX) {
                    hand(envelope, receiver);
                }
            }
        }
    }

    private List<Object> nextBatch() throws InterruptedException {
        List<Object> batch = new ArrayList<>();
        try {
            IQueue<Object> queue = member.getQueue(PostNames.TO_ENGINE);
            Object first = queue.poll(POLL_SECONDS, TimeUnit.SECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH_MAX - 1);
            }
        } catch (RuntimeException e) {
            // A queue destroyed, an object that cannot be read: those messages are lost, no more.
            if (running()) {
                LOG.debug("messages lost in the engine's mailbox", e);
                clock.sleep(PAUSE_AFTER_FAILURE);
            }
        }
        return batch;
    }

    private static void hand(byte[] envelope, Consumer<byte[]> receiver) {
        try {
            receiver.accept(envelope);
        } catch (RuntimeException e) {
            LOG.error("a message could not be handled and is dropped", e);
        }
    }

    private boolean running() {
        return member.getLifecycleService().isRunning() && !Thread.currentThread().isInterrupted();
    }

    @Override
    public Set<String> present() {
        try {
            IMap<Object, Object> map = member.getMap(PostNames.PRESENT);
            Set<String> names = new TreeSet<>();
            for (Object key : map.keySet()) {
                if (key instanceof String name && Identity.isName(name)) {
                    names.add(name);
                }
            }
            return names;
        } catch (RuntimeException e) {
            LOG.debug("presence cannot be read and is cleared", e);
            forgetPresence();
            return Set.of();
        }
    }

    /// One unreadable key would hide all others for as long as it is kept.
    private void forgetPresence() {
        try {
            member.getMap(PostNames.PRESENT).clear();
        } catch (RuntimeException e) {
            LOG.debug("presence cannot be cleared", e);
        }
    }

    @Override
    public void close() {
        Thread thread = delivery.get();
        if (thread != null) {
            thread.interrupt();
        }
        member.getLifecycleService().terminate();
    }
}
