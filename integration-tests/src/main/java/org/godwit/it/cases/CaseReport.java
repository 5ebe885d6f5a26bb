package org.godwit.it.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a case has shown.
///
/// @param figures the first stands for the case
/// @param peers copies by the tools of today under the same conditions
/// @param detail how it was measured
public record CaseReport(
        String name, List<Figure> figures, List<Trial> peers, Map<String, Object> detail) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// Three more digits than a measurement on a shared machine is worth.
    private static final double PRECISION = 1e5;

    public CaseReport {
        figures = List.copyOf(figures);
        peers = List.copyOf(peers);
    }

    public CaseReport(String name, List<Figure> figures, Map<String, Object> detail) {
        this(name, figures, List.of(), detail);
    }

    /// Whether every target is reached; empty where some figure could not be judged.
    public Optional<Boolean> holds() {
        List<Figure> judged = figures.stream().filter(f -> f.target().isPresent()).toList();
        if (judged.stream().anyMatch(f -> f.holds().equals(Optional.of(false)))) {
            return Optional.of(false);
        }
        return judged.isEmpty() || judged.stream().anyMatch(f -> f.holds().isEmpty())
                ? Optional.empty()
                : Optional.of(true);
    }

    /// One line: `case, value, unit, target, holds, peers`, then the detail.
    ///
    /// @param sitting what is true of all cases measured together
    /// @param seconds that it took to measure
    public String json(Map<String, Object> sitting, double seconds) {
        ObjectNode line = JSON.createObjectNode();
        line.put("case", name);
        put(line, figures.getFirst());
        set(line, "holds", holds());
        line.set("peers", trials());
        ArrayNode all = line.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one = all.addObject();
            one.put("figure", figure.name());
            put(one, figure);
            set(one, "holds", figure.holds());
            figure.detail().forEach((key, more) -> one.set(key, JSON.valueToTree(more)));
        }
        detail.forEach((key, more) -> line.set(key, JSON.valueToTree(more)));
        sitting.forEach((key, more) -> line.set(key, JSON.valueToTree(more)));
        line.put("secondsToMeasure", rounded(seconds));
        return JSON.writeValueAsString(line);
    }

    private static void put(ObjectNode node, Figure figure) {
        if (Double.isFinite(figure.value())) {
            node.put("value", rounded(figure.value()));
        } else {
            // What was waited for never came.
            node.putNull("value");
        }
        node.put("unit", figure.unit());
        if (figure.target().isPresent()) {
            Target target = figure.target().get();
            node.putObject("target").put(target.side().key(), target.bound());
        } else {
            node.putNull("target");
        }
    }

    private static void set(ObjectNode node, String key, Optional<Boolean> value) {
        if (value.isPresent()) {
            node.put(key, value.get());
        } else {
            node.putNull(key);
        }
    }

    private ArrayNode trials() {
        ArrayNode all = JSON.createArrayNode();
        for (Trial trial : peers) {
            ObjectNode one = all.addObject();
            one.put("peer", trial.peer());
            one.put("setting", trial.setting());
            one.put("megabytesPerSecond", rounded(trial.megabytesPerSecond()));
            one.put("filesPerSecond", rounded(trial.filesPerSecond()));
            one.put("seconds", rounded(trial.seconds()));
            trial.failure().ifPresent(failure -> one.put("failure", failure));
        }
        return all;
    }

    public static double rounded(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }

    /// For a person, one line a figure.
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        for (Figure figure : figures) {
            lines.add(
                    "%-12s %-28s %12.3f %-16s %-18s %s"
                            .formatted(
                                    name,
                                    figure.name(),
                                    figure.value(),
                                    figure.unit(),
                                    figure.target()
                                            .map(t -> t.side().key() + " " + t.bound())
                                            .orElse("(reported)"),
                                    figure.holds()
                                            .map(good -> good ? "holds" : "FAILS")
                                            .orElse("")));
        }
        for (Trial trial : peers) {
            lines.add(
                    "%-12s   peer %-22s %12.1f MB/s %10.1f files/s  (%s) %s"
                            .formatted(
                                    name,
                                    trial.peer(),
                                    trial.megabytesPerSecond(),
                                    trial.filesPerSecond(),
                                    trial.setting(),
                                    trial.failure().orElse("")));
        }
        return lines;
    }

    /// Names of figures must differ: they are how a script finds them.
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        figures.forEach(figure -> names.add(figure.name()));
        return names;
    }
}
