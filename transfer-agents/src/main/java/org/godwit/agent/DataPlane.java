package org.godwit.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.godwit.agent.channel.BlockFetcher;
import org.godwit.agent.channel.DataNetwork;
import org.godwit.agent.channel.GrantVerifier;
import org.godwit.agent.channel.LinkConditions;
import org.godwit.agent.channel.LinkTerms;
import org.godwit.agent.channel.SkeinClient;
import org.godwit.agent.channel.SkeinOptions;
import org.godwit.agent.channel.SkeinServer;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.MacTrial;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.RemovesFiles;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.storage.posix.PosixStorage;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.transfer.TransferService;
import org.godwit.config.AgentConfig;
import org.godwit.message.FromAgent;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts that move an agent's bytes, put together from its configuration: storages, disk
/// threads, memory, network, server and client. What was opened is closed in reverse order, also
/// where opening fails half-way. Thread-safe.
///
/// It knows nothing of an engine: who holds it gives the orders, so that a benchmark can drive the
/// very parts that move bytes in production.
public final class DataPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataPlane.class);

    private static final int EVENT_LOOPS = 2;
    private static final int SCAN_READERS = 4;
    private static final Duration SPACE_EVERY = Duration.ofSeconds(5);

    /// What no transfer has touched for so long is not taken up again.
    private static final Duration ABANDONED_AFTER = Duration.ofDays(7);

    /// Part of the buffers that may be asked of one peer beyond what is in memory: it is on its
    /// way.
    private static final int WINDOW_PER_BUFFERS = 2;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, StorageProtocol> storages = new TreeMap<>();
    private final Map<String, Boolean> readOnly = new LinkedHashMap<>();
    private final Map<String, FromAgent.Space> spaces = new ConcurrentSkipListMap<>();
    private final EngineClock clock;
    private final DiskExecutors disks;
    private final DiskExecutors scanDisks;
    private final SlabRing sending;
    private final SlabRing receiving;
    private final SkeinClient client;
    private final TransferService transfers;
    private final int port;

    private DataPlane(
            AgentConfig config,
            Credentials credentials,
            GrantVerifier grants,
            LinkTerms terms,
            EngineClock clock,
            RandomGenerator random,
            UnaryOperator<BlockFetcher> between) {
        this.clock = clock;
        try {
            String name = credentials.identity().name();
            this.disks = opened(DiskExecutors.standard());
            this.scanDisks = opened(new DiskExecutors(SCAN_READERS, 1, 1, 1));
            config.rses().forEach(this::openStorage);
            lookAtSpace();
            ChannelSecurity security = opened(security(config, credentials, clock));
            DataNetwork network = opened(new DataNetwork(EVENT_LOOPS));
            long ring = config.buffers() / 2;
            SkeinOptions options = options(config, ring);
            this.sending = new SlabRing(options.blockBytes(), ring);
            this.receiving = new SlabRing(options.blockBytes(), ring);
            SkeinServer server =
                    opened(
                            new SkeinServer(
                                    network,
                                    security,
                                    name,
                                    new SkeinServer.Source(
                                            grants.beside(storages()),
                                            grants,
                                            sending,
                                            disks,
                                            options),
                                    random,
                                    clock));
            this.client =
                    opened(
                            new SkeinClient(
                                    network,
                                    security,
                                    name,
                                    new SkeinClient.Sink(receiving, options),
                                    terms,
                                    random,
                                    clock));
            this.transfers =
                    opened(new TransferService(between.apply(client), storages(), disks, clock));
            this.port =
                    server.start(new InetSocketAddress(config.data().host(), config.data().port()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Opens everything and listens; an agent's name is that of its credentials.
    ///
    /// @param grants decides what peers may read here
    /// @param random thread-safe
    /// @param terms what the engine allows on the links that end here
    /// @throws EngineException where configuration, storage or port cannot be used
    public static DataPlane open(
            AgentConfig config,
            Credentials credentials,
            GrantVerifier grants,
            LinkTerms terms,
            EngineClock clock,
            RandomGenerator random) {
        return open(config, credentials, grants, terms, clock, random, UnaryOperator.identity());
    }

    /// The same with something between the network and the transfers, which sees every block before
    /// it is checked: what tests the checks puts its faults there.
    public static DataPlane open(
            AgentConfig config,
            Credentials credentials,
            GrantVerifier grants,
            LinkTerms terms,
            EngineClock clock,
            RandomGenerator random,
            UnaryOperator<BlockFetcher> between) {
        return new DataPlane(config, credentials, grants, terms, clock, random, between);
    }

    private static ChannelSecurity security(
            AgentConfig config, Credentials credentials, EngineClock clock) {
        Set<Protection> accepted = config.data().protection();
        MacAlgorithm mac =
                accepted.contains(Protection.INTEGRITY)
                        ? MacTrial.better(clock)
                        : MacAlgorithm.GMAC;
        return ChannelSecurity.of(credentials, accepted, mac);
    }

    private static SkeinOptions options(AgentConfig config, long ring) {
        long window = Math.max(config.blockBytes(), ring * WINDOW_PER_BUFFERS);
        long readAhead =
                Math.max(
                        config.blockBytes(), Math.min(SkeinOptions.READ_AHEAD_BYTES_MAX, ring / 4));
        try {
            return SkeinOptions.of(config.connections(), config.blockBytes(), window, readAhead);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "agent configuration: " + e.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private void openStorage(AgentConfig.Storage storage) {
        try {
            StorageProtocol protocol =
                    storage.readOnly()
                            ? PosixStorage.readOnly(storage.root())
                            : PosixStorage.writable(storage.root(), disks.syncers(), clock);
            Optional<ReceivesFiles> receiver = protocol.receiver();
            if (receiver.isPresent()) {
                receiver.get().sweep(ABANDONED_AFTER);
            }
            storages.put(storage.rse(), protocol);
            readOnly.put(storage.rse(), storage.readOnly());
        } catch (StorageException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "RSE %s cannot be served from %s: %s"
                            .formatted(storage.rse(), storage.root(), e.getMessage()),
                    e);
        }
    }

    Storages storages() {
        return rse -> Optional.ofNullable(storages.get(rse));
    }

    Executor scanReaders() {
        return scanDisks.readers();
    }

    SkeinClient client() {
        return client;
    }

    /// Threads that check blocks.
    Executor checkers() {
        return disks.writers();
    }

    /// Runs the transfers whose destination is here.
    public TransferService transfers() {
        return transfers;
    }

    /// What is measured of the links that end here.
    LinkConditions linkConditions() {
        return client;
    }

    /// Memory for blocks on their way that was made so far: at most the configured buffers, and
    /// kept once made.
    public long slabBytes() {
        return sending.allocatedBytes() + receiving.allocatedBytes();
    }

    /// The port on which other agents fetch.
    public int port() {
        return port;
    }

    /// Looks at the space every few seconds; apart from the heartbeat, which must not wait for a
    /// filesystem that hangs.
    void watchSpace() throws InterruptedException {
        clock.sleep(SPACE_EVERY);
        clearTrash();
        lookAtSpace();
    }

    private void clearTrash() {
        storages.forEach((rse, storage) -> {
            Optional<RemovesFiles> remover = storage.remover();
            if (remover.isPresent()) {
                try {
                    int cleared = remover.get().clearTrash();
                    if (cleared > 0) {
                        log.info("cleared {} files from the trash of RSE {}", cleared, rse);
                    }
                } catch (StorageException e) {
                    log.warn("the trash of RSE {} is not cleared: {}", rse, e.getMessage());
                }
            }
        });
    }

    private void lookAtSpace() {
        storages.forEach((rse, storage) -> {
            try {
                SpaceReport report = storage.space();
                spaces.put(
                        rse,
                        new FromAgent.Space(
                                rse,
                                report.total(),
                                Math.max(0, report.free()),
                                readOnly.getOrDefault(rse, true),
                                storage.remover().map(RemovesFiles::trashBytes).orElse(0L)));
            } catch (StorageException e) {
                log.warn("space of RSE {} is not known: {}", rse, e.getMessage());
            }
        });
    }

    List<FromAgent.Space> spaces() {
        return List.copyOf(spaces.values());
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("closing {} failed", part.getClass().getSimpleName(), e);
            }
        }
    }
}
