package org.godwit.agent.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The processors: how many, who else uses them, how fast they are allowed to run.
final class ProcessorCheck implements Check {
    private static final Duration SAMPLE = Duration.ofMillis(500);
    private static final int STEAL_FIELD = 8;
    private static final double STEAL_BAD = 0.10;
    private static final double STEAL_WARN = 0.02;

    @Override
    public String about() {
        return "processors";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        List<Finding> findings = new ArrayList<>();
        findings.add(load(host));
        findings.add(steal(host));
        host.files()
                .text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
                .ifPresent(governor -> findings.add(governor(governor)));
        return findings;
    }

    private static Finding load(Host host) {
        int count = host.java().processors();
        Optional<Double> load =
                host.files().text("/proc/loadavg").flatMap(ProcessorCheck::firstNumber);
        String text = count == 1 ? "one processor" : "%d processors".formatted(count);
        if (load.isEmpty()) {
            return Finding.unknown("processors", text + "; the load is not readable");
        }
        String with = "%s, load %s".formatted(text, decimal(load.get()));
        return load.get() <= count
                ? Finding.ok("processors", with)
                : Finding.warn(
                                "processors",
                                with + ": others use them, so what is measured here is too low")
                        .advising("run it again when the host is idle");
    }

    private static Optional<Double> firstNumber(String text) {
        try {
            return Optional.of(Double.valueOf(HostFiles.words(text).getFirst()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    /// Time that the hypervisor gave to others, now rather than since the start.
    private static Finding steal(Host host) {
        List<Long> before = times(host);
        try {
            host.clock().sleep(SAMPLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Long> after = times(host);
        if (before.size() < STEAL_FIELD || after.size() < STEAL_FIELD) {
            return Finding.unknown("processor-steal", "/proc/stat is not readable");
        }
        long all = 0;
        for (int i = 0; i < STEAL_FIELD; i++) {
            all += after.get(i) - before.get(i);
        }
        long stolen = after.get(STEAL_FIELD - 1) - before.get(STEAL_FIELD - 1);
        double share = all <= 0 ? 0 : (double) stolen / all;
        String text =
                "%s %% of the time goes to other virtual machines"
                        .formatted(String.format(Locale.ROOT, "%.1f", 100 * share));
        if (share < STEAL_WARN) {
            return Finding.ok("processor-steal", text);
        }
        return Finding.of(
                        share < STEAL_BAD ? Health.WARN : Health.BAD,
                        "processor-steal",
                        text + ": transfers stall with them")
                .advising("ask for dedicated processors");
    }

    /// User, nice, system, idle, I/O wait, interrupts, soft interrupts, stolen.
    private static List<Long> times(Host host) {
        List<Long> times = new ArrayList<>();
        String line =
                host.files().lines("/proc/stat").stream()
                        .filter(l -> l.startsWith("cpu "))
                        .findFirst()
                        .orElse("");
        for (String word : HostFiles.words(line)) {
            if (times.size() < STEAL_FIELD && word.matches("\\d{1,18}")) {
                times.add(Long.parseLong(word));
            }
        }
        return times;
    }

    private static Finding governor(String governor) {
        return governor.equals("performance")
                ? Finding.ok("processor-governor", "the processors run at full speed")
                : Finding.warn(
                                "processor-governor",
                                "governor %s lets the processors slow down between packets"
                                        .formatted(governor))
                        .advising("cpupower frequency-set --governor performance");
    }
}
