package org.godwit.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.godwit.cli.node.NodeRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit server`: the engine's process.
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Run the engine: catalogue, rules, scheduling, API.",
            "Runs in the foreground until SIGTERM; a supervisor should start it again when it ends."
        },
        footer = {
            "",
            "Make a configuration with:  godwit admin init DIR",
            "Then:                       godwit server --config DIR/engine.yaml"
        })
final class ServerCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration of the engine (YAML).")
    private Path config = Path.of("engine.yaml");

    @Mixin private ParentOption parent = new ParentOption();

    @Override
    public Integer call() throws InterruptedException {
        return NodeRunner.server(config, parent.exitWithParent());
    }
}
