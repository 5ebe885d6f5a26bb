package org.godwit.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.godwit.cli.demo.Demo;
import org.godwit.cli.demo.DemoOptions;
import org.godwit.cli.grid.Grid;
import org.godwit.cli.grid.GridLayout;
import org.godwit.cli.grid.Launcher;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit demo`.
@Command(
        name = "demo",
        description = {
            "Show the main job on this machine, with proofs.",
            "Starts a grid of three sites, each process its own; registers a dataset, keeps two copies"
                    + " of it and reads every byte back; kills an agent in the middle of a second"
                    + " dataset.",
            "Needs no root and no service. Exit code 0 says that everything was proved."
        },
        subcommands = DemoCommand.Stop.class,
        footer = {
            "",
            "Examples:  godwit demo",
            "           godwit demo --data ~/exposures --dir /data/grid --keep",
            "           godwit demo stop /data/grid"
        })
final class DemoCommand extends GodwitCommand {
    private static final long BYTES_MIN = 10_000_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Your own files instead of a made-up night; they are read where they are, and"
                            + " nothing is ever written there.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the grid lives, new or empty; the sites' storage is DIR/FR, DIR/US and"
                            + " DIR/UK, and stays. Without it a temporary directory, removed.")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--keep", description = "Leave the grid running, and say how to go on.")
    private boolean keep;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "2.2GB",
            description = "Of the night that is made. Default: ${DEFAULT-VALUE}.")
    private String size = "";

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "42",
            description = "Of its content. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--no-kill", description = "Leave the second dataset and the kill out.")
    private boolean noKill;

    @Override
    protected ExitCode run() throws Exception {
        long bytes = Units.parseBytes(size);
        if (bytes < BYTES_MIN) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a night has at least %s; give a larger --size"
                            .formatted(Units.bytes(BYTES_MIN)));
        }
        boolean proved =
                new Demo(
                                new DemoOptions(data, directory, keep, bytes, seed, !noKill),
                                Launcher.ofThisProgram(),
                                surroundings().out(),
                                surroundings().terminal(),
                                surroundings().clock())
                        .run();
        return proved ? ExitCode.OK : ExitCode.ERROR;
    }

    @Command(
            name = "stop",
            description = "End the processes of a grid that --keep left running. Its files stay.")
    static final class Stop extends GodwitCommand {
        @Parameters(paramLabel = "DIR", description = "Where the grid lives.")
        private Path directory = Path.of("");

        @Override
        protected ExitCode run() {
            GridLayout layout = new GridLayout(directory);
            if (!Files.exists(layout.clientConfig())) {
                throw new EngineException(
                        ErrorCode.NOT_FOUND,
                        "there is no grid in "
                                + layout.directory()
                                + "; give the directory that the demo named");
            }
            int stopped = Grid.stop(layout);
            surroundings().out().println("ended %d processes".formatted(stopped));
            return stopped == 0 ? ExitCode.NOTHING_TO_DO : ExitCode.OK;
        }
    }
}
