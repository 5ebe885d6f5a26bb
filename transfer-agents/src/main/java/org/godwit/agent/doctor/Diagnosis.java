package org.godwit.agent.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.godwit.report.Units;

/// All findings about a host, the worst first.
public record Diagnosis(Goal goal, List<Finding> findings) {
    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::health)
                    .thenComparingLong(f -> f.bytesPerSecondMax().orElse(Long.MAX_VALUE))
                    .thenComparing(Finding::title);

    public Diagnosis {
        findings = findings.stream().sorted(ORDER).toList();
    }

    /// Adds what follows from all findings together: whether there are processors enough.
    static Diagnosis of(Goal goal, List<Finding> findings, int processors) {
        List<Finding> all = new ArrayList<>(findings);
        budget(goal, findings, processors).ifPresent(all::add);
        return new Diagnosis(goal, all);
    }

    private static Optional<Finding> budget(Goal goal, List<Finding> findings, int processors) {
        Map<String, Cost> dearest = new LinkedHashMap<>();
        for (Finding finding : findings) {
            if (!finding.cost().equals(Cost.NONE)) {
                dearest.merge(finding.name(), finding.cost(), Cost::max);
            }
        }
        Cost sum = dearest.values().stream().reduce(Cost.NONE, Cost::plus);
        if (sum.greater() <= 0) {
            return Optional.empty();
        }
        double rate = goal.bytesPerSecond() / 1e9;
        double max = processors * 1e9 / sum.greater();
        String text =
                String.format(
                        Locale.ROOT,
                        "%s cost %.1f processors when sent, %.1f when received, under TLS (%s); there are %d",
                        Units.rate((double) goal.bytesPerSecond()),
                        sum.sending() * rate,
                        sum.receiving() * rate,
                        String.join(", ", dearest.keySet()),
                        processors);
        Finding finding =
                max >= goal.bytesPerSecond()
                        ? Finding.ok("processor-time", text)
                        : Finding.bad("processor-time", text)
                                .advising(
                                        "use more processors, or share the work with a second agent");
        return Optional.of(finding.allowing(max));
    }

    /// What allows the least.
    public Optional<Finding> limit() {
        return findings.stream()
                .filter(finding -> finding.bytesPerSecondMax().isPresent())
                .min(Comparator.comparingLong(f -> f.bytesPerSecondMax().getAsLong()));
    }

    /// Whether nothing that was found keeps the host from the wanted rate.
    public boolean reachable() {
        return findings.stream().noneMatch(finding -> finding.health() == Health.BAD);
    }

    /// One sentence: can the wanted rate be had, and what limits it most.
    public String summary() {
        String wanted =
                "%s over %d ms"
                        .formatted(
                                Units.rate((double) goal.bytesPerSecond()), goal.rtt().toMillis());
        String least =
                limit().map(finding ->
                                "%s, which allows %s"
                                        .formatted(
                                                finding.title(),
                                                Units.rate(
                                                        (double)
                                                                finding.bytesPerSecondMax()
                                                                        .orElseThrow())))
                        .orElse("nothing that could be measured");
        if (reachable()) {
            return "%s can be had; the first limit above it is %s".formatted(wanted, least);
        }
        Optional<Finding> limiting =
                limit().filter(f -> f.bytesPerSecondMax().getAsLong() < goal.bytesPerSecond());
        String what =
                limiting.isPresent()
                        ? least
                        : findings.getFirst().title() + ": " + findings.getFirst().text();
        return "%s cannot be had; what limits it most is %s".formatted(wanted, what);
    }
}
