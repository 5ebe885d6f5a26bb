package org.godwit.cli.command;

import java.time.Duration;
import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;

/// `godwit ping`.
@Command(name = "ping", description = "Ask the engine whether it is there, and its version.")
final class PingCommand extends ReadCommand {
    @Override
    void read(ApiClient engine, Output output) throws Exception {
        long begin = surroundings().clock().nanoTime();
        Json answer = engine.get(ApiPath.of("ping"));
        long millis = Duration.ofNanos(surroundings().clock().nanoTime() - begin).toMillis();
        output.show(
                Json.object()
                        .put("engine", engine.url().toString())
                        .put("version", answer.at("version"))
                        .put("epoch", answer.at("epoch"))
                        .put("milliseconds", millis)
                        .build(),
                List.of(
                        Column.text("engine"),
                        Column.text("version"),
                        Column.text("epoch"),
                        Column.count("milliseconds")));
    }
}
