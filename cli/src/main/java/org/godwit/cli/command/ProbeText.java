package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Units;

/// A probe in words.
final class ProbeText {
    static final List<Column> COLUMNS =
            List.of(
                    Column.text("id"),
                    Column.text("source"),
                    Column.text("destination"),
                    Column.state("state"),
                    Column.of("result.bytes_per_second", Kind.RATE).named("RATE"),
                    Column.count("result.connections"),
                    Column.count("result.rtt_ms_min"),
                    Column.count("result.retransmitted"),
                    Column.text("result.limited_by"));

    private record Limit(String what, double bytesPerSecond) {}

    private ProbeText() {}

    /// How far it is, on one line.
    static String live(Json probe) {
        List<Json> samples = probe.at("samples").items();
        String way = probe.at("source").text() + " → " + probe.at("destination").text();
        return switch (probe.at("state").text()) {
            case "disks" -> way + "  measuring the disks";
            case String _ when samples.isEmpty() -> way + "  connecting";
            case String _ -> {
                Json now = samples.getLast();
                yield "%s  %d/%d s  %s  %d connections  RTT %s ms  %s retransmitted"
                        .formatted(
                                way,
                                samples.size(),
                                probe.at("seconds").number(),
                                Units.rate(number(now, "bytes_per_second")),
                                now.at("connections").number(),
                                decimal(number(now, "rtt_ms"), 1),
                                percent(number(now, "retransmitted")));
            }
        };
    }

    /// What was found, and what limits a campaign of that rate.
    static List<String> verdict(Json probe, long wanted) {
        List<String> lines = new ArrayList<>();
        List<Limit> limits = new ArrayList<>();
        Json result = probe.at("result");
        if (result.isNull()) {
            lines.add("nothing was measured of the way");
        } else {
            double rate = number(result, "bytes_per_second");
            limits.add(new Limit("the link (%s)".formatted(stage(result)), rate));
            lines.add(way(probe, result, rate));
        }
        for (Json disk : probe.at("disks").items()) {
            disk(probe, disk, lines, limits);
        }
        if (!probe.at("reason").isNull()) {
            lines.add(probe.at("reason").text());
        }
        limit(limits, wanted).ifPresent(lines::add);
        return lines;
    }

    private static String way(Json probe, Json result, double rate) {
        double cap = number(probe, "bytes_per_second_max");
        double rtt = number(result, "rtt_ms_min");
        return "%s → %s: %s; %s retransmitted; %s over %d connections%s"
                .formatted(
                        probe.at("source").text(),
                        probe.at("destination").text(),
                        rtt == 0 ? "RTT not known" : "RTT %s ms".formatted(decimal(rtt, 1)),
                        percent(number(result, "retransmitted")),
                        Units.rate(rate),
                        result.at("connections").number(),
                        cap == 0
                                ? ""
                                : " (%s %% of the cap of %s)"
                                        .formatted(decimal(100 * rate / cap, 0), Units.rate(cap)));
    }

    private static void disk(Json probe, Json disk, List<String> lines, List<Limit> limits) {
        String name = disk.at("site").text() + " disk " + disk.at("rse").text();
        double read = number(disk, "read_bytes_per_second");
        double write = number(disk, "write_bytes_per_second");
        boolean source = disk.at("site").text().equals(probe.at("source").text());
        if (!disk.at("problem").isNull()) {
            lines.add("%s was not measured: %s".formatted(name, disk.at("problem").text()));
        } else if (source) {
            lines.add("%s reads %s".formatted(name, Units.rate(read)));
            limits.add(new Limit(name, read));
        } else if (write > 0) {
            lines.add("%s writes %s".formatted(name, Units.rate(write)));
            limits.add(new Limit(name, write));
        } else {
            lines.add(name + " is read-only");
        }
    }

    private static Optional<String> limit(List<Limit> limits, long wanted) {
        return limits.stream()
                .filter(limit -> limit.bytesPerSecond() < wanted)
                .min((a, b) -> Double.compare(a.bytesPerSecond(), b.bytesPerSecond()))
                .map(least ->
                        "a campaign of %s is limited by %s to %s"
                                .formatted(
                                        Units.rate((double) wanted),
                                        least.what(),
                                        Units.rate(least.bytesPerSecond())))
                .or(() ->
                        limits.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        "nothing measured here limits a campaign of %s"
                                                .formatted(Units.rate((double) wanted))));
    }

    /// What held the way up, in the words of [org.godwit.model.Bottleneck].
    private static String stage(Json result) {
        return switch (result.at("limited_by").text()) {
            case "orders" -> "the probe asked for too little";
            case "source_disk", "source_cpu" -> "the source's processors";
            case "window" -> "TCP's windows: see godwit agent doctor";
            case "pacing" -> "its cap";
            case "loss" -> "lost packets";
            case "destination_cpu", "destination_disk" -> "the destination's processors";
            case String _ -> "it is full";
        };
    }

    private static double number(Json object, String field) {
        return object.at(field).decimal().orElse(0);
    }

    private static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    private static String percent(double share) {
        return decimal(100 * share, 2) + " %";
    }
}
