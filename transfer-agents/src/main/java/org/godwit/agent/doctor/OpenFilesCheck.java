package org.godwit.agent.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files and connections this process may have open.
final class OpenFilesCheck implements Check {
    private static final Pattern LIMIT =
            Pattern.compile("Max open files\\s+(\\d{1,12}|unlimited)\\s+.*");

    /// Two for each transfer that an agent runs at most, and some for connections and jars.
    private static final long GOOD = 65_536;

    private static final long LEAST = 4_096;

    @Override
    public String about() {
        return "open files";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        Optional<String> limit =
                host.files().lines("/proc/self/limits").stream()
                        .map(LIMIT::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .findFirst();
        if (limit.isEmpty()) {
            return List.of(Finding.unknown("open-files", "/proc/self/limits is not readable"));
        }
        String text = "%s files and connections may be open at once".formatted(limit.get());
        long count = limit.get().equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit.get());
        if (count >= GOOD) {
            return List.of(Finding.ok("open-files", text));
        }
        Health health = count < LEAST ? Health.BAD : Health.WARN;
        return List.of(
                Finding.of(health, "open-files", text + ": thousands of small files need more")
                        .advising(
                                "systemctl edit godwit-agent@NAME: [Service] LimitNOFILE=262144, or ulimit -n 262144"));
    }
}
