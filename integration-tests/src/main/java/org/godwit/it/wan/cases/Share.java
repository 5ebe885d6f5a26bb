package org.godwit.it.wan.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;

/// Three pairs of agents that join one link one after the other, and how evenly they share it: left
/// to themselves, and with the shares that an engine gives out.
final class Share implements Case<Sitting> {
    private static final int PAIRS = 3;
    private static final double JAIN_MIN = 0.95;
    private static final double FAIR_SECONDS_MAX = 30;
    private static final double WINDOW_SECONDS = 5;

    /// Part of the link that an engine gives out.
    private static final double CAP_SHARE = 0.95;

    private static final Workload FILE = Workload.parse("1x256MiB");
    private static final double FILE_BYTES = 256 << 20;
    private static final int PROGRESS_MILLIS = 250;

    @Override
    public String name() {
        return "share";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(measure(sitting, "free", false));
        figures.addAll(measure(sitting, "granted", true));
        return new CaseReport(
                name(), figures, Map.of("pairs", PAIRS, "windowSeconds", WINDOW_SECONDS));
    }

    private List<Figure> measure(Sitting sitting, String variant, boolean granted)
            throws IOException, InterruptedException {
        EngineClock clock = EngineClock.system();
        Duration stagger = Duration.ofSeconds(sitting.isQuick() ? 4 : 15);
        List<Pair> pairs = new ArrayList<>();
        List<Timeline> timelines = new ArrayList<>();
        List<List<WorkFile>> files = new ArrayList<>();
        List<Pair.Moving> moving = new ArrayList<>();
        try (Stage stage = sitting.stage(name() + "-" + variant, LinkSpec.standard())) {
            for (int i = 0; i < PAIRS; i++) {
                Pair pair = stage.pair(Protection.CLEAR, Destination.DISK, i, List.of());
                files.add(pair.makeLinks("work-" + i, FILE, filesFor(i, stagger, stage)));
                pairs.add(pair);
            }
            for (int i = 0; i < PAIRS; i++) {
                timelines.add(new Timeline(clock));
                if (granted) {
                    grant(pairs.subList(0, i + 1), stage.rig().spec());
                }
                sitting.progress().say("pair %d joins".formatted(i));
                moving.add(
                        pairs.get(i)
                                .begin(
                                        files.get(i),
                                        "share-" + i,
                                        1,
                                        PROGRESS_MILLIS,
                                        timelines.get(i)::add));
                clock.sleep(
                        i < PAIRS - 1
                                ? stagger
                                : Duration.ofMillis((long) (FAIR_SECONDS_MAX * 1e3) + 500));
            }
            for (Pair.Moving each : moving) {
                if (each.isDone()) {
                    throw new IOException("a pair ended early: " + each.await().done().reasons());
                }
            }
            double index = jain(timelines, FAIR_SECONDS_MAX - WINDOW_SECONDS);
            OptionalDouble fair = fairAfter(timelines);
            List<Double> rates =
                    rates(timelines, FAIR_SECONDS_MAX - WINDOW_SECONDS).stream()
                            .map(rate -> CaseReport.rounded(rate / 1e6))
                            .toList();
            return List.of(
                    Figure.judged(variant + "-jain", index, "Jain index", Target.atLeast(JAIN_MIN))
                            .with("megabytesPerSecond", rates),
                    Figure.judged(
                            variant + "-fair-after",
                            fair.orElse(Double.POSITIVE_INFINITY),
                            "s",
                            Target.atMost(FAIR_SECONDS_MAX)));
        }
    }

    /// As many as a pair could move if it had the link to itself: room for each is taken at once.
    private static int filesFor(int pair, Duration stagger, Stage stage) {
        double seconds = FAIR_SECONDS_MAX + 1 + (PAIRS - 1 - pair) * stagger.toSeconds();
        double linkBytesPerSecond = stage.rig().spec().rateMbit() * 1e6 / 8;
        return (int) Math.ceil(seconds * linkBytesPerSecond / FILE_BYTES) + 1;
    }

    private static void grant(List<Pair> active, LinkSpec link) {
        long share = (long) (link.rateMbit() * 1e6 / 8 * CAP_SHARE / active.size());
        active.forEach(pair -> pair.receiver().allow(share));
    }

    /// Rates over the window that begins `after` seconds after the last pair has joined.
    private static List<Double> rates(List<Timeline> timelines, double after) {
        double sinceLast = timelines.getLast().now();
        List<Double> rates = new ArrayList<>();
        for (Timeline timeline : timelines) {
            double from = timeline.now() - sinceLast + after;
            rates.add(timeline.rate(from, from + WINDOW_SECONDS));
        }
        return rates;
    }

    private static double jain(List<Timeline> timelines, double after) {
        return Statistics.jain(rates(timelines, after));
    }

    /// Seconds from the last join until the beginning of the first fair window.
    private static OptionalDouble fairAfter(List<Timeline> timelines) {
        for (double after = 0; after <= FAIR_SECONDS_MAX - WINDOW_SECONDS; after += 0.5) {
            if (jain(timelines, after) >= JAIN_MIN) {
                return OptionalDouble.of(after);
            }
        }
        return OptionalDouble.empty();
    }
}
