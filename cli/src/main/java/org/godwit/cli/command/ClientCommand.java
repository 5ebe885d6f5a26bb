package org.godwit.cli.command;

import org.godwit.cli.client.ApiClient;
import picocli.CommandLine.Mixin;

/// A verb that asks the engine for something.
abstract class ClientCommand extends GodwitCommand {
    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    abstract ExitCode run(ApiClient engine) throws Exception;

    @Override
    protected final ExitCode run() throws Exception {
        return run(connection.connect(surroundings()));
    }

    /// A line about what was done, for people.
    final void say(String line) {
        surroundings().out().println(line);
    }
}
