package org.godwit.agent.doctor;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.godwit.config.AgentConfig;
import org.godwit.runtime.EngineClock;

/// What the checks look at.
///
/// @param config of the agent that runs or shall run here
/// @param peer the data port of another agent
/// @param path to it, where it answered
public record Host(
        HostFiles files,
        Kernel kernel,
        JavaFacts java,
        EngineClock clock,
        Optional<AgentConfig> config,
        Optional<InetSocketAddress> peer,
        Optional<Kernel.PeerPath> path) {

    /// This host.
    public static Host here(
            EngineClock clock,
            Optional<AgentConfig> config,
            Optional<InetSocketAddress> peer,
            Optional<Kernel.PeerPath> path) {
        return new Host(
                HostFiles.ofHost(),
                new LinuxKernel(),
                JavaFacts.ofProcess(),
                clock,
                config,
                peer,
                path);
    }

    /// The same host with its files below another root.
    Host withFiles(Path root) {
        return new Host(new HostFiles(root), kernel, java, clock, config, peer, path);
    }
}
