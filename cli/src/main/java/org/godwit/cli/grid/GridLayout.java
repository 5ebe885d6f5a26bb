package org.godwit.cli.grid;

import java.nio.file.Path;

/// Where what lies in a grid's directory. Everything a process is told is relative to it, except
/// storage that lies elsewhere.
///
/// @param directory of the grid, absolute
public record GridLayout(Path directory) {
    public GridLayout {
        directory = directory.toAbsolutePath().normalize();
    }

    /// The deployment's authority and all certificates, for the owner alone.
    Path deployment() {
        return directory.resolve("deployment");
    }

    Path engineConfig() {
        return directory.resolve("engine.yaml");
    }

    Path agentConfig(String site) {
        return directory.resolve("agent-" + site + ".yaml");
    }

    /// What `GODWIT_CONFIG` is set to.
    public Path clientConfig() {
        return directory.resolve("client.yaml");
    }

    /// The engine's catalogue.
    public Path engineData() {
        return directory.resolve("engine");
    }

    Path agentState(String site) {
        return directory.resolve("agents").resolve(site);
    }

    /// The storage of a site that has no other.
    public Path storage(String site) {
        return directory.resolve(site);
    }

    /// Throughput reports that the engine writes.
    public Path reports() {
        return directory.resolve("reports");
    }

    /// The output of one process.
    public Path log(String process) {
        return directory.resolve("logs").resolve(process + ".log");
    }

    /// Which processes run.
    Path processIds() {
        return directory.resolve("run");
    }
}
