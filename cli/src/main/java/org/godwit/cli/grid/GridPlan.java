package org.godwit.cli.grid;

import java.nio.file.Path;
import java.util.List;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What a grid consists of.
///
/// @param sites each gets an agent of its own
/// @param memory bounds of the processes
public record GridPlan(List<Site> sites, Memory memory) {
    public GridPlan {
        sites = List.copyOf(sites);
        long names = sites.stream().map(Site::name).distinct().count();
        if (names != sites.size()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "two sites of a grid have the same name; rename one");
        }
    }

    /// A site with the storage that its agent serves.
    ///
    /// @param country two letters of ISO 3166
    public record Site(String name, String country, List<Storage> storages) {
        public Site {
            storages = List.copyOf(storages);
        }

        /// The name on the certificate of the site's agent.
        public String agent() {
            return name + "-agent";
        }
    }

    /// A directory that is an RSE.
    ///
    /// @param readOnly whether nothing is ever written there
    public record Storage(String rse, Path root, boolean readOnly) {}

    /// Bounds of the processes' memory, small enough for a laptop.
    ///
    /// @param engineOptions JVM options of the engine
    /// @param agentOptions JVM options of an agent
    /// @param agentBuffers an agent's memory for blocks, as its configuration says it
    /// @param agentBlock size of a block, as an agent's configuration says it
    public record Memory(
            String engineOptions, String agentOptions, String agentBuffers, String agentBlock) {
        /// About 1.5 GB for an engine and three agents.
        public static final Memory SMALL =
                new Memory(
                        "-Xms128m -Xmx512m",
                        "-Xms64m -Xmx256m -XX:MaxDirectMemorySize=192m",
                        "96 MiB",
                        "1 MiB");
    }
}
