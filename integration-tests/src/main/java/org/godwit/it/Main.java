package org.godwit.it;

import org.godwit.it.bench.BenchCommand;
import org.godwit.it.sim.SimulateCommand;
import org.godwit.it.wan.agents.BenchAgentCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./godwit simulate` and `./godwit bench`.
@Command(
        name = "godwit",
        description = "Simulation and measurements of Godwit, from its source tree.",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateCommand.class, BenchCommand.class, BenchAgentCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
