package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Evidence;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.link.LinkReport;

/// The same submission several times under the same conditions. A run in which the emulator was
/// late, or dropped packets by its own fault, says nothing about the product: it is void and done
/// again, a bounded number of times.
///
/// @param runs the valid ones, or the void ones where none was valid
/// @param voids why runs were void
/// @param congestion algorithms of the connections, by site
record Series(
        List<Run> runs,
        List<LinkReport> links,
        List<String> voids,
        boolean isVoid,
        Map<String, Object> congestion)
        implements Evidence {
    /// Void runs that are done again, in one series: an emulator that was late twice has too little
    /// of the machine, and will be late again.
    private static final int AGAIN_MAX = 1;

    Series {
        runs = List.copyOf(runs);
        links = List.copyOf(links);
        voids = List.copyOf(voids);
    }

    /// Moves the files until `count` runs are valid, or too many are not.
    static Series measure(Pair pair, List<WorkFile> files, int count)
            throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        List<LinkReport> links = new ArrayList<>();
        List<String> voids = new ArrayList<>();
        List<Run> voidRuns = new ArrayList<>();
        List<LinkReport> voidLinks = new ArrayList<>();
        while (runs.size() < count
                && (voids.size() < AGAIN_MAX || runs.size() + voids.size() < count)) {
            pair.rig().link().reset();
            Run run = pair.move(files);
            LinkReport link = pair.rig().link().report();
            Optional<String> fault = link.fault();
            if (fault.isEmpty()) {
                runs.add(run);
                links.add(link);
            } else {
                pair.rig().progress().say("void: " + fault.get());
                voids.add(fault.get());
                voidRuns.add(run);
                voidLinks.add(link);
            }
            pair.rig().progress().say(run.toString());
        }
        boolean none = runs.isEmpty();
        return new Series(
                none ? voidRuns : runs, none ? voidLinks : links, voids, none, Congestion.of(pair));
    }

    /// Several series of the same conditions as one.
    static Series joined(List<Series> parts) {
        List<Series> valid = parts.stream().filter(part -> !part.isVoid()).toList();
        List<Series> used = valid.isEmpty() ? parts : valid;
        return new Series(
                used.stream().flatMap(part -> part.runs().stream()).toList(),
                used.stream().flatMap(part -> part.links().stream()).toList(),
                parts.stream().flatMap(part -> part.voids().stream()).toList(),
                valid.isEmpty(),
                used.getLast().congestion());
    }

    double median(ToDoubleFunction<Run> figure) {
        return Statistics.median(runs.stream().mapToDouble(figure).boxed().toList());
    }

    /// Whether every file of every run was there and equal.
    @Override
    public boolean isCorrect() {
        return runs.stream().allMatch(Run::isCorrect);
    }

    /// What a reader needs to judge the median.
    @Override
    public Map<String, Object> detail() {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("runs", each(Run::megabytesPerSecond));
        detail.put("runsUnit", "MB/s");
        detail.put("seconds", each(run -> run.done().seconds()));
        detail.put("files", runs.getFirst().done().files());
        detail.put("bytes", runs.getFirst().done().bytes());
        detail.put("bytesMoved", runs.stream().map(run -> run.done().bytesMoved()).toList());
        detail.put("senderCpuSecondsPerGB", rounded(median(Run::senderCpuPerGigabyte)));
        detail.put("receiverCpuSecondsPerGB", rounded(median(Run::receiverCpuPerGigabyte)));
        detail.put("senderDirectPeakBytes", peak(run -> run.sender().directPeakBytes()));
        detail.put("receiverDirectPeakBytes", peak(run -> run.receiver().directPeakBytes()));
        detail.put("senderHeapBytes", peak(run -> run.sender().heapBytes()));
        detail.put("receiverHeapBytes", peak(run -> run.receiver().heapBytes()));
        detail.put("congestionControl", congestion);
        detail.put("emulatorLatenessP99Micros", worst());
        detail.put("queueDrops", links.stream().map(link -> link.forward().queueDrops()).toList());
        detail.put("voidRuns", voids);
        detail.put("failed", runs.stream().mapToInt(run -> run.done().failed()).sum());
        detail.put("failures", runs.stream().flatMap(r -> r.done().reasons().stream()).toList());
        detail.put("differingFiles", runs.stream().mapToInt(run -> run.wrong().size()).sum());
        return detail;
    }

    private List<Double> each(ToDoubleFunction<Run> figure) {
        return runs.stream().map(run -> rounded(figure.applyAsDouble(run))).toList();
    }

    private long peak(java.util.function.ToLongFunction<Run> figure) {
        return runs.stream().mapToLong(figure).max().orElse(0);
    }

    private List<Long> worst() {
        return links.stream()
                .map(link ->
                        Math.max(
                                link.forward().latenessP99Micros(),
                                link.backward().latenessP99Micros()))
                .toList();
    }

    private static double rounded(double value) {
        return CaseReport.rounded(value);
    }
}
