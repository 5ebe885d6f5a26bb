package org.godwit.it.wan.agents;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.it.Main;

/// The command line of an agent under test: the JVM options of the product's agents, and more from
/// the environment, for profiling.
public final class AgentLauncher {
    /// Options of the agents' virtual machines; `%a` stands for the agent's name.
    public static final String OPTIONS = "GODWIT_AGENT_OPTS";

    private AgentLauncher() {}

    /// The command that runs the agent of a configuration file.
    public static List<String> command(String agent, Path config, List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("@" + root().resolve("cli/src/dist/etc/jvm/agent.options"));
        // The product's own: it logs to standard error, the tests' does not.
        command.add("-Dlogback.configurationFile=logback.xml");
        String options = System.getenv().getOrDefault(OPTIONS, "").strip();
        if (!options.isEmpty()) {
            command.addAll(List.of(options.replace("%a", agent).split("\\s+")));
        }
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "bench-agent",
                        "run",
                        "--config",
                        config.toString()));
        command.addAll(more);
        return command;
    }

    /// The environment of an agent.
    public static Map<String, String> environment() {
        return Map.of("LC_ALL", "C.UTF-8");
    }

    /// The top of the source tree, of which this class was built.
    static Path root() {
        try {
            Path classes =
                    Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return classes.resolve("../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this program was not started from its tree", e);
        }
    }
}
