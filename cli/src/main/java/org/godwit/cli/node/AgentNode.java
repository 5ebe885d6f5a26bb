package org.godwit.cli.node;

import java.security.SecureRandom;
import org.godwit.agent.TransferAgent;
import org.godwit.config.AgentConfig;
import org.godwit.coordination.hazelcast.HazelcastAgentMailbox;
import org.godwit.coordination.tunnel.TunnelClient;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;

/// An agent's process: the tunnel to the engine, the mailbox behind it, the agent with its data
/// plane. It starts whether or not the engine is there.
public final class AgentNode implements AutoCloseable {
    private final Shutdown shutdown = new Shutdown();

    /// Starts everything; what has started is stopped again if a later part fails.
    public static AgentNode start(AgentConfig config, EngineClock clock) {
        return new AgentNode(config, clock);
    }

    private AgentNode(AgentConfig config, EngineClock clock) {
        try {
            Credentials credentials = NodeCredentials.load(config.tls(), clock);
            SecureRandom random = new SecureRandom();
            TunnelClient tunnel =
                    shutdown.add(
                            TunnelClient.open(
                                    config.engineHost(), config.enginePort(), credentials, clock));
            HazelcastAgentMailbox mailbox =
                    shutdown.add(
                            HazelcastAgentMailbox.open(
                                    credentials.identity().name(), tunnel, clock, random));
            shutdown.add(TransferAgent.start(config, credentials, mailbox, clock, random));
        } catch (RuntimeException e) {
            shutdown.close();
            throw e;
        }
    }

    @Override
    public void close() {
        shutdown.close();
    }
}
