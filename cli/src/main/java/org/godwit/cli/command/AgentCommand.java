package org.godwit.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.cli.node.NodeRunner;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit agent`: an agent's process, and what can be asked about agents.
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Run an agent at a site, list agents, see what limits a host.",
            "An agent serves its site's storage and moves its files.",
            "Runs in the foreground until SIGTERM; a supervisor should start it again when it ends."
        },
        subcommands = {AgentList.class, AgentDoctor.class},
        footer = {
            "",
            "Get a certificate with:  godwit admin issue agent NAME --host HOST --out DIR",
            "Then:                    godwit agent --config agent.yaml"
        })
final class AgentCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the agent (YAML).")
    private Optional<Path> config = Optional.empty();

    @Mixin private ParentOption parent = new ParentOption();

    @Override
    public Integer call() throws InterruptedException {
        Path file =
                config.orElseThrow(() ->
                        new EngineException(
                                ErrorCode.INVALID_INPUT,
                                "say which agent to run: godwit agent --config FILE"));
        return NodeRunner.agent(file, parent.exitWithParent());
    }
}
