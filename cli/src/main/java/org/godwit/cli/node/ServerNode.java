package org.godwit.cli.node;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.godwit.api.rest.RestOptions;
import org.godwit.api.rest.RestServer;
import org.godwit.cli.BuildVersion;
import org.godwit.config.EngineConfig;
import org.godwit.coordination.hazelcast.HazelcastEngineMailbox;
import org.godwit.coordination.tunnel.TunnelServer;
import org.godwit.engine.AgentPost;
import org.godwit.engine.Engine;
import org.godwit.engine.FreshOrders;
import org.godwit.engine.OrderDesk;
import org.godwit.fleet.Fleet;
import org.godwit.namespace.Initialise;
import org.godwit.report.ReportSchedule;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;
import org.godwit.store.CatalogMigration;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogWatch;
import org.godwit.store.maintenance.EngineBackups;
import org.godwit.store.rocks.CatalogOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An engine's process: the catalogue, the engine over it, the post to the agents (Hazelcast behind
/// the tunnel), the API.
public final class ServerNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerNode.class);

    private final Shutdown shutdown = new Shutdown();
    private final Engine engine;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    /// Starts everything; what has started is stopped again if a later part fails.
    public static ServerNode start(EngineConfig config, EngineClock clock) {
        return new ServerNode(config, clock);
    }

    private ServerNode(EngineConfig config, EngineClock clock) {
        try {
            Credentials credentials = NodeCredentials.load(config.tls(), clock);
            RocksCatalog catalog =
                    shutdown.add(
                            CatalogMigration.open(
                                    config.data(),
                                    CatalogOptions.ofMachine(),
                                    (table, rows) ->
                                            LOG.info("migrating {}: {} rows read", table, rows)));
            CatalogWatch _ = shutdown.add(CatalogWatch.start(catalog, clock));
            engine =
                    shutdown.add(
                            Engine.open(
                                    catalog,
                                    clock,
                                    new SecureRandom(),
                                    new Fleet(clock),
                                    config.activityShares(),
                                    config.moves()));
            config.backups()
                    .map(to -> new EngineBackups(catalog, to.directory(), to.keep()))
                    .ifPresent(engine.backups()::use);
            CompletableFuture<Void> _ = engine.failure().thenAccept(failure::complete);
            CompletableFuture<Void> _ = catalog.damage().thenAccept(failure::complete);
            HazelcastEngineMailbox mailbox = shutdown.add(HazelcastEngineMailbox.open(0, clock));
            AgentPost post = shutdown.add(post(engine, mailbox, credentials, clock));
            engine.start(post);
            engine.call(new Initialise(config.administrators(), List.of()));
            TunnelServer tunnel =
                    shutdown.add(
                            TunnelServer.open(
                                    address(config.control()),
                                    mailbox.port(),
                                    mailbox.secretName(),
                                    credentials,
                                    clock));
            post.start();
            RestServer api = shutdown.add(new RestServer(api(config, credentials), engine, clock));
            int apiPort = api.start();
            config.reports().ifPresent(reports -> schedule(reports, clock));
            LOG.info(
                    "engine {} is ready: API at https://{}:{}, control at {}",
                    engine.epoch(),
                    config.api().host(),
                    apiPort,
                    tunnel.address());
        } catch (RuntimeException e) {
            shutdown.close();
            throw e;
        }
    }

    private static AgentPost post(
            Engine engine,
            HazelcastEngineMailbox mailbox,
            Credentials credentials,
            EngineClock clock) {
        return new AgentPost(
                engine,
                mailbox,
                new OrderDesk(engine.epoch(), new EnvelopeSigner(credentials)),
                new EnvelopeVerifier(credentials.trust(), Set.of(Role.AGENT), clock),
                new FreshOrders(clock));
    }

    private void schedule(EngineConfig.Reports reports, EngineClock clock) {
        shutdown.add(
                        new ReportSchedule(
                                reports.directory(),
                                reports.every(),
                                reports.every(),
                                engine::snapshot,
                                clock))
                .start();
    }

    private static RestOptions api(EngineConfig config, Credentials credentials) {
        return new RestOptions(
                config.api().host(), config.api().port(), credentials, BuildVersion.text());
    }

    private static InetSocketAddress address(EngineConfig.Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    /// Completes when the engine cannot go on, or its catalogue is damaged, with the reason: the
    /// process should end, and be started again by its supervisor.
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    @Override
    public void close() {
        shutdown.close();
    }
}
