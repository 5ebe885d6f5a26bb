package org.godwit.it.cases;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One figure that was measured.
///
/// @param target empty for one that is only reported
/// @param holds whether the target is reached; empty where there is none, or where no run was valid
/// @param detail what it was made from, in the order to be shown
public record Figure(
        String name,
        double value,
        String unit,
        Optional<Target> target,
        Optional<Boolean> holds,
        Map<String, Object> detail) {
    public Figure {
        detail = new LinkedHashMap<>(detail);
    }

    /// A figure that is held against a target.
    public static Figure judged(String name, double value, String unit, Target target) {
        return new Figure(
                name, value, unit, Optional.of(target), Optional.of(target.holds(value)), Map.of());
    }

    public static Figure reported(String name, double value, String unit) {
        return new Figure(name, value, unit, Optional.empty(), Optional.empty(), Map.of());
    }

    /// The same with the runs it came from, and judged by how they went.
    public Figure of(Evidence runs) {
        return judgedBy(runs).with("of", runs.detail());
    }

    /// The same, judged by how its runs went: wrong copies never hold, void runs say nothing.
    public Figure judgedBy(Evidence runs) {
        Optional<Boolean> judged =
                runs.isVoid() ? Optional.empty() : holds.map(good -> good && runs.isCorrect());
        return new Figure(name, value, unit, target, judged, detail);
    }

    public Figure with(String key, Object more) {
        Figure figure = new Figure(name, value, unit, target, holds, detail);
        figure.detail.put(key, more);
        return figure;
    }
}
