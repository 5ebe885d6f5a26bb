package org.godwit.coordination.hazelcast;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.RoutingMode;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.QueueConfig;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.coordination.EngineRoute;
import org.godwit.coordination.MailboxLimits;

/// What we make of Hazelcast's defaults, which bind to all interfaces, look for others by
/// multicast, call home, and start threads for a cluster of many. Time-outs suit a round trip of
/// 300 ms.
final class HazelcastSettings {
    private static final String LOGGING_TYPE = "hazelcast.logging.type";
    private static final String LOOPBACK = "127.0.0.1";

    /// An address for documentation (RFC 5737), from which nobody connects: whoever does get in
    /// shall not administer the member, as any client may by default.
    private static final String NOBODY = "192.0.2.1";

    /// Allows no class: an allow-list must not be empty to be one.
    private static final String NO_CLASS = "none";

    private static final Map<String, String> MEMBER_PROPERTIES =
            Map.ofEntries(
                    Map.entry("hazelcast.logging.details.enabled", "false"),
                    Map.entry("hazelcast.phone.home.enabled", "false"),
                    Map.entry("hazelcast.shutdownhook.enabled", "false"),
                    Map.entry("hazelcast.socket.bind.any", "false"),
                    Map.entry("hazelcast.prefer.ipv4.stack", "true"),
                    Map.entry("hazelcast.health.monitoring.level", "OFF"),
                    Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
                    Map.entry("hazelcast.wait.seconds.before.join", "0"),
                    Map.entry("hazelcast.max.wait.seconds.before.join", "0"),
                    Map.entry("hazelcast.partition.count", "17"),
                    Map.entry("hazelcast.operation.thread.count", "2"),
                    Map.entry("hazelcast.operation.generic.thread.count", "2"),
                    Map.entry("hazelcast.io.input.thread.count", "1"),
                    Map.entry("hazelcast.io.output.thread.count", "1"),
                    Map.entry("hazelcast.event.thread.count", "1"),
                    Map.entry("hazelcast.clientengine.thread.count", "2"),
                    Map.entry("hazelcast.clientengine.query.thread.count", "1"),
                    Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
                    Map.entry("hazelcast.client.max.no.heartbeat.seconds", "30"),
                    Map.entry("hazelcast.operation.call.timeout.millis", "15000"));

    private static final Map<String, String> CLIENT_PROPERTIES =
            Map.of(
                    "hazelcast.client.heartbeat.interval", "3000",
                    "hazelcast.client.heartbeat.timeout", "15000",
                    "hazelcast.client.invocation.timeout.seconds", "15",
                    "hazelcast.client.io.input.thread.count", "1",
                    "hazelcast.client.io.output.thread.count", "1",
                    "hazelcast.client.response.thread.count", "1",
                    "hazelcast.client.event.thread.count", "1");

    private static final int CONNECT_MILLIS_MAX = 10_000;

    private HazelcastSettings() {}

    static Config member(int port, String clusterName) {
        logBySlf4j();
        Config config = new Config();
        config.setClusterName(clusterName);
        MEMBER_PROPERTIES.forEach(config::setProperty);
        network(config.getNetworkConfig(), port);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setTrustedInterfaces(Set.of(NOBODY));
        config.getSerializationConfig().setJavaSerializationFilterConfig(nothing());
        config.addQueueConfig(queue(PostNames.TO_ENGINE, MailboxLimits.ENGINE_MESSAGES_MAX));
        config.addQueueConfig(queue(PostNames.TO_AGENTS, MailboxLimits.AGENT_MESSAGES_MAX));
        config.addMapConfig(presence());
        return config;
    }

    /// One address, loopback, and nobody to join: there is exactly one member.
    private static void network(NetworkConfig network, int port) {
        network.setPort(port).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(LOOPBACK);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
    }

    private static QueueConfig queue(String name, int messagesMax) {
        return new QueueConfig(name)
                .setMaxSize(messagesMax)
                .setBackupCount(0)
                .setAsyncBackupCount(0)
                .setStatisticsEnabled(false);
    }

    private static MapConfig presence() {
        return new MapConfig(PostNames.PRESENT)
                .setTimeToLiveSeconds((int) MailboxLimits.PRESENCE_LASTS.toSeconds())
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(0)
                .setAsyncBackupCount(0)
                .setStatisticsEnabled(false)
                .setEvictionConfig(
                        new EvictionConfig()
                                .setEvictionPolicy(EvictionPolicy.LRU)
                                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                                .setSize(MailboxLimits.PRESENT_AGENTS_MAX));
    }

    private static JavaSerializationFilterConfig nothing() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist().addClasses(NO_CLASS);
        return filter;
    }

    /// A client that ends when its connection does. Hazelcast's own reconnection would also try the
    /// member's address, which on this host is nobody's or a stranger's, and the name has changed
    /// when the engine was started again; so a new client is made instead.
    ///
    /// @param ended run once it has ended, by itself or not
    static ClientConfig client(EngineRoute.Post post, Runnable ended) {
        logBySlf4j();
        ClientConfig config = new ClientConfig();
        config.addListenerConfig(new ListenerConfig(whenEnded(ended)));
        config.setClusterName(post.name());
        CLIENT_PROPERTIES.forEach(config::setProperty);
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(nothing());
        config.getConnectionStrategyConfig()
                .setAsyncStart(false)
                .setReconnectMode(ReconnectMode.OFF)
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(CONNECT_MILLIS_MAX);
        var network = config.getNetworkConfig();
        network.getAutoDetectionConfig().setEnabled(false);
        network.getClusterRoutingConfig().setRoutingMode(RoutingMode.SINGLE_MEMBER);
        network.setAddresses(
                List.of(
                        post.address().getAddress().getHostAddress()
                                + ":"
                                + post.address().getPort()));
        network.setConnectionTimeout(CONNECT_MILLIS_MAX).setRedoOperation(false);
        return config;
    }

    private static LifecycleListener whenEnded(Runnable ended) {
        return event -> {
            if (event.getState() == LifecycleState.SHUTDOWN) {
                ended.run();
            }
        };
    }

    /// Hazelcast's first words come before it has read a configuration.
    private static void logBySlf4j() {
        if (System.getProperty(LOGGING_TYPE) == null) {
            System.setProperty(LOGGING_TYPE, "slf4j");
        }
    }
}
