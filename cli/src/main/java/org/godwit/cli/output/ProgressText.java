package org.godwit.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.godwit.cli.output.RuleProgress.Amount;
import org.godwit.cli.output.RuleProgress.Destination;
import org.godwit.cli.output.RuleProgress.Flow;

/// Draws a rule's progress; remembers what it saw to know the rates. Not thread-safe.
public final class ProgressText {
    private static final int BAR_CHARS = 24;
    private static final String ALL = "";

    private final Terminal terminal;
    private final Map<String, RateMeter> meters = new HashMap<>();

    public ProgressText(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Takes a sample for the rates; `nanoTime` is when it was true.
    public void saw(RuleProgress progress, long nanoTime) {
        meter(ALL).add(nanoTime, progress.total().bytesDone());
        progress.destinations()
                .forEach(destination ->
                        meter(destination.rse()).add(nanoTime, destination.amount().bytesDone()));
    }

    /// A bar for each destination, a line for each link that moves something.
    public List<String> lines(RuleProgress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "rule %s  %s"
                        .formatted(
                                progress.id(),
                                terminal.painted(progress.state(), progress.state())));
        int width =
                progress.destinations().stream().mapToInt(d -> Text.width(d.rse())).max().orElse(0);
        for (Destination destination : progress.destinations()) {
            lines.add(
                    "  %s  %s  %s%s"
                            .formatted(
                                    Text.padded(destination.rse(), width, false),
                                    bar(destination.amount()),
                                    amount(destination.amount(), rate(destination.rse())),
                                    destination.stuck() > 0
                                            ? "  " + destination.stuck() + " stuck"
                                            : ""));
        }
        for (Flow flow : progress.flows()) {
            lines.add("  " + flow(flow));
        }
        progress.reason().ifPresent(why -> lines.add("  reason: " + Text.oneLine(why)));
        return lines;
    }

    /// All of it on one line, for pipes and logs.
    public String line(RuleProgress progress, Instant now) {
        String flows =
                progress.flows().stream().map(f -> "; " + flow(f)).collect(Collectors.joining());
        return "%s rule %s %s  %s%s%s"
                .formatted(
                        Instant.ofEpochSecond(now.getEpochSecond()),
                        progress.id(),
                        progress.state(),
                        amount(progress.total(), rate(ALL)),
                        flows,
                        progress.reason().map(why -> "; reason: " + Text.oneLine(why)).orElse(""));
    }

    private RateMeter meter(String name) {
        return meters.computeIfAbsent(name, _ -> new RateMeter());
    }

    private double rate(String name) {
        return meter(name).bytesPerSecond();
    }

    private static String flow(Flow flow) {
        return "%s → %s  %s  %d transfer%s"
                .formatted(
                        flow.source(),
                        flow.destination(),
                        Units.rate(flow.bytesPerSecond()),
                        flow.transfers(),
                        flow.transfers() == 1 ? "" : "s");
    }

    private static String bar(Amount amount) {
        int full = (int) Math.floor(BAR_CHARS * share(amount));
        return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
    }

    /// By bytes; by files where there is nothing but empty ones.
    private static double share(Amount amount) {
        if (amount.bytes() > 0) {
            return Math.min(1, (double) amount.bytesDone() / amount.bytes());
        }
        return amount.files() == 0 ? 1 : Math.min(1, (double) amount.filesDone() / amount.files());
    }

    private static String amount(Amount amount, double rate) {
        long left = amount.bytes() - amount.bytesDone();
        String now =
                left <= 0 || rate <= 0
                        ? ""
                        : "  %s  %s left"
                                .formatted(
                                        Units.rate(rate),
                                        Units.duration(
                                                Duration.ofSeconds((long) Math.ceil(left / rate))));
        return "%s  %d/%d files  %s/%s%s"
                .formatted(
                        Text.padded(Units.percent(share(amount), 1), 5, true),
                        amount.filesDone(),
                        amount.files(),
                        Units.bytes(amount.bytesDone()),
                        Units.bytes(amount.bytes()),
                        now);
    }
}
