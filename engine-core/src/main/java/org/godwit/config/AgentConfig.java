package org.godwit.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.godwit.model.Protection;

/// Configuration of `godwit agent`; `docs/configuration.md` explains every key.
///
/// @param site the agent's site
/// @param state directory for what the agent must remember: incarnation, highest epoch, outcomes
/// @param engineHost where the engine's control port is
/// @param data where other agents connect
/// @param rses the storage it serves
/// @param buffers bytes of memory for blocks under way
/// @param blockBytes size of a block
/// @param connections data connections per peer, 0 to find how many
public record AgentConfig(
        String site,
        Path state,
        String engineHost,
        int enginePort,
        DataPort data,
        TlsConfig tls,
        List<Storage> rses,
        long buffers,
        int blockBytes,
        int connections) {

    public AgentConfig {
        rses = List.copyOf(rses);
    }

    /// The port for data.
    ///
    /// @param host to listen on
    /// @param port to listen on, 0 for a free one
    /// @param advertisedHost what other agents connect to
    /// @param protection how data connections may be protected, as source and as destination
    public record DataPort(
            String host, int port, String advertisedHost, Set<Protection> protection) {
        public DataPort {
            protection = Set.copyOf(protection);
        }

        /// Under TLS only.
        public DataPort(String host, int port, String advertisedHost) {
            this(host, port, advertisedHost, Set.of(Protection.TLS));
        }
    }

    /// A directory that is an RSE's storage.
    ///
    /// @param readOnly whether nothing is ever written there
    public record Storage(String rse, Path root, boolean readOnly) {}

    /// Reads and checks a file.
    public static AgentConfig load(Path file) {
        ConfigReader reader = ConfigReader.open(file);
        ConfigReader engine = reader.section("engine");
        ConfigReader data = reader.section("data");
        AgentConfig config =
                new AgentConfig(
                        reader.text("site"),
                        reader.path("state"),
                        engine.text("host"),
                        engine.number("port", 9445, 1, 65_535),
                        dataPort(data),
                        TlsConfig.read(reader.section("tls")),
                        reader.sections("rses").stream().map(AgentConfig::storage).toList(),
                        reader.bytes("buffers", 512L << 20),
                        Math.toIntExact(Math.min(reader.bytes("block", 512 << 10), 16 << 20)),
                        reader.number("connections", 0, 0, 64));
        reader.finish();
        return config;
    }

    private static DataPort dataPort(ConfigReader data) {
        String host = data.optionalText("host").orElse("127.0.0.1");
        return new DataPort(
                host,
                data.number("port", 9446, 0, 65_535),
                data.optionalText("advertised-host").orElse(host),
                data.choices("protection", Protection.class, Set.of(Protection.TLS)));
    }

    private static Storage storage(ConfigReader section) {
        return new Storage(
                section.text("name"), section.path("root"), section.flag("read-only", false));
    }
}
