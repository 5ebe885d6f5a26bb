package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;

/// `godwit whoami`.
@Command(name = "whoami", description = "Show the account that the engine takes you for.")
final class WhoamiCommand extends ReadCommand {
    @Override
    void read(ApiClient engine, Output output) throws Exception {
        output.show(
                engine.get(ApiPath.of("whoami")),
                List.of(Column.text("account"), Column.text("admin"), Column.text("identity")));
    }
}
