package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.model.Did;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit replica delete`.
@Command(
        name = "delete",
        description = {
            "Let copies that no rule holds be deleted, all or none of them. The last good copy of",
            "what is wanted stays all the same."
        },
        footer = {
            "",
            "Examples:  godwit replica delete UK-DISK demo:e1.fits demo:e2.fits",
            "           godwit replica delete UK-DISK demo:e1.fits --now"
        })
final class ReplicaDelete extends ClientCommand {
    @Parameters(index = "0", paramLabel = "RSE", description = "Where they lie.")
    private String rse = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SCOPE:NAME", description = "Files.")
    private List<String> dids = List.of();

    @Option(names = "--now", description = "At once, not only when space is needed.")
    private boolean now;

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        List<Json> files = new ArrayList<>();
        for (String text : dids) {
            Did did = Did.parse(text);
            files.add(Json.object().put("scope", did.scope()).put("name", did.name()).build());
        }
        Json answer =
                engine.post(
                        ApiPath.of("rses", rse, "tombstones"),
                        Json.object().put("files", Json.of(files)).put("now", now).build());
        say("%,d copies at %s may be deleted".formatted(answer.at("replicas").number(), rse));
        return ExitCode.OK;
    }
}
