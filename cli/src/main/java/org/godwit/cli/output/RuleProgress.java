package org.godwit.cli.output;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.json.Json;

/// How far a rule is, at one moment.
///
/// @param reason why the rule is stuck, if it is
public record RuleProgress(
        String id,
        String state,
        Amount total,
        List<Destination> destinations,
        List<Flow> flows,
        Optional<String> reason) {
    /// Files and bytes, done and in all.
    public record Amount(long files, long filesDone, long bytes, long bytesDone) {
        static Amount of(Json json) {
            return new Amount(
                    json.at("files").number(),
                    json.at("files_done").number(),
                    json.at("bytes").number(),
                    json.at("bytes_done").number());
        }
    }

    /// What one RSE gets.
    public record Destination(String rse, Amount amount, long stuck) {}

    /// What moves on one link now.
    public record Flow(String source, String destination, double bytesPerSecond, long transfers) {}

    public RuleProgress {
        destinations = List.copyOf(destinations);
        flows = List.copyOf(flows);
    }

    /// Reads the engine's answer to `GET /rules/ID/progress`.
    public static RuleProgress of(String id, Json json) {
        return new RuleProgress(
                id,
                json.at("state").text(),
                Amount.of(json),
                json.at("rse").items().stream()
                        .map(rse ->
                                new Destination(
                                        rse.at("rse").text(),
                                        Amount.of(rse),
                                        rse.at("stuck").number()))
                        .toList(),
                json.at("links").items().stream()
                        .map(link ->
                                new Flow(
                                        link.at("source").text(),
                                        link.at("destination").text(),
                                        link.at("bytes_per_second").decimal().orElse(0),
                                        link.at("transfers").number()))
                        .toList(),
                json.text("error"));
    }

    /// The same with the reason.
    public RuleProgress because(Optional<String> why) {
        return new RuleProgress(id, state, total, destinations, flows, why);
    }

    public boolean isOk() {
        return state.equals("OK");
    }

    public boolean isStuck() {
        return state.equals("STUCK");
    }
}
