package org.godwit.cli.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Screen;
import org.godwit.cli.output.Terminal;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit link probe`: begins a probe and looks at it until it is over. Interrupted, it ends the
/// probe too.
@Command(
        name = "probe",
        description = {
            "Measure a link: round-trip time, loss, rate, and the disks at both ends.",
            "Bytes that the source's agent makes up move for some seconds, within the link's cap."
        },
        footer = {
            "",
            "Exit code 0: measured. 1: the probe failed; the message says why.",
            "Example:  godwit link probe FR US --seconds 20 --rate 1GB/s"
        })
final class LinkProbe extends ClientCommand {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The site it comes from.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "The site it goes to.")
    private String destination = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long bytes move, 1 to 60. Default: 10.")
    private int seconds = 10;

    @Option(
            names = "--rate-max",
            paramLabel = "RATE",
            description = "Most bytes per second. Default: the link's cap.")
    private Optional<String> rateMax = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description = "The rate that a campaign wants, to say what limits it. Default: 1GB/s.")
    private String rate = "1GB/s";

    @Option(
            names = "--disks",
            paramLabel = "yes|no",
            description = "Whether to measure the disks too. Default: yes.")
    private YesNo disks = YesNo.yes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            order = 800,
            description = "One of: ${COMPLETION-CANDIDATES}. Default: table.")
    private Format format = Format.table;

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        long wanted = Units.parseBytes(rate);
        Json.ObjectBuilder body = Json.object().put("seconds", seconds).put("disks", disks.isYes());
        rateMax.map(Units::parseBytes).ifPresent(max -> body.put("bytes_per_second_max", max));
        Json begun = engine.post(ApiPath.of("links", source, destination, "probe"), body.build());
        Json ended = follow(engine, begun);
        if (ended.at("state").text().equals("failed")) {
            throw new EngineException(
                    ErrorCode.INTERNAL, "the probe failed: " + ended.at("reason").text());
        }
        Output output =
                new Output(surroundings().out(), surroundings().terminal(), format, List.of());
        if (output.isForPeople()) {
            ProbeText.verdict(ended, wanted).forEach(output::say);
        } else {
            output.show(ended, ProbeText.COLUMNS);
        }
        return ExitCode.OK;
    }

    private Json follow(ApiClient engine, Json begun) throws Exception {
        ApiPath path = ApiPath.of("probes", begun.at("id").text());
        Thread hook = Thread.ofPlatform().unstarted(() -> cancel(engine, path));
        Runtime.getRuntime().addShutdownHook(hook);
        Json probe = begun;
        try (Screen screen = new Screen(surroundings().err(), surroundings().terminal())) {
            while (!isFinal(probe)) {
                draw(screen, probe);
                surroundings().clock().sleep(LOOK_EVERY);
                probe = engine.get(path);
            }
            if (surroundings().terminal().interactive()) {
                screen.draw(List.of());
            }
        } catch (InterruptedException e) {
            cancel(engine, path);
            throw new EngineException(ErrorCode.UNAVAILABLE, "interrupted; the probe was ended", e);
        } finally {
            removeHook(hook);
        }
        return probe;
    }

    private static boolean isFinal(Json probe) {
        String state = probe.at("state").text();
        return state.equals("done") || state.equals("failed");
    }

    /// In a pipe the samples are in the answer.
    private void draw(Screen screen, Json probe) {
        Terminal terminal = surroundings().terminal();
        if (terminal.interactive()) {
            screen.draw(List.of(ProbeText.live(probe)));
        }
    }

    private static void cancel(ApiClient engine, ApiPath path) {
        try {
            engine.delete(path);
        } catch (EngineException | TimeoutException e) {
            // Nothing more to do about it: the agents end it when its seconds are over.
            return;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook is ending the probe.
            return;
        }
    }
}
