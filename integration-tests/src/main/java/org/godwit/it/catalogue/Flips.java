package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Progress;
import org.godwit.it.cases.Target;

/// Flips single bits in the files of a catalogue, one in each copy of it: each must be refused when
/// it is opened, refused when the damaged row is read, found by the check, or be without effect.
/// Nothing wrong may be served, nothing acknowledged be missing without a word, nothing may hang.
public final class Flips implements Case<Sitting> {
    private static final int FLIPS = 1_000;
    private static final int FLIPS_QUICK = 200;
    private static final int SAY_EVERY = 100;

    /// What flips have shown.
    ///
    /// @param byEffect how many had each effect, by kind of file
    /// @param violations each with the flip that led to it
    public record Outcome(
            int flips,
            Map<String, Map<FlippedCopy.Effect, Integer>> byEffect,
            List<String> violations) {
        public Outcome {
            byEffect = new TreeMap<>(byEffect);
            violations = List.copyOf(violations);
        }

        /// How many flips had an effect that is found by whoever looks.
        public int detected() {
            return byEffect.values().stream()
                    .flatMap(effects -> effects.entrySet().stream())
                    .filter(entry -> entry.getKey().isDetected())
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }

    @Override
    public String name() {
        return "flips";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Path work = sitting.fresh(name());
        try {
            long seed = sitting.clock().nanoTime();
            Outcome outcome =
                    run(work, sitting.quick() ? FLIPS_QUICK : FLIPS, seed, sitting.progress());
            outcome.violations().forEach(sitting.progress()::say);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "served wrong, lost silently or hung",
                                    outcome.violations().size(),
                                    "flips",
                                    Target.atMost(0)),
                            Figure.reported("flips", outcome.flips(), "flips"),
                            Figure.reported("detected", outcome.detected(), "flips"),
                            Figure.reported(
                                    "without effect",
                                    outcome.flips()
                                            - outcome.detected()
                                            - outcome.violations().size(),
                                    "flips")),
                    Map.of("seed", seed, "byFile", outcome.byEffect()));
        } finally {
            Sitting.remove(work);
        }
    }

    /// Flips so many bits, in copies below a directory.
    ///
    /// @param seed of the bits, and of nothing else
    public static Outcome run(Path work, int flips, long seed, Progress progress)
            throws IOException, InterruptedException {
        progress.say("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        SoundCatalog sound = SoundCatalog.make(work.resolve("sound"));
        Map<String, Map<FlippedCopy.Effect, Integer>> byEffect = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (int i = 1; i <= flips; i++) {
            Path copy = work.resolve("copy-" + i);
            FlippedCopy flipped = FlippedCopy.of(sound, copy, random);
            FlippedCopy.Effect effect = flipped.effect();
            byEffect.computeIfAbsent(flipped.kind(), _ -> new TreeMap<>())
                    .merge(effect, 1, Integer::sum);
            if (effect.isViolation()) {
                violations.add(flipped + ": " + effect);
            }
            if (effect != FlippedCopy.Effect.HUNG) {
                Sitting.remove(copy);
            }
            if (i % SAY_EVERY == 0) {
                progress.say(i + " flips, " + violations.size() + " violations");
            }
        }
        return new Outcome(flips, byEffect, violations);
    }
}
