package org.godwit.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.ProgressText;
import org.godwit.cli.output.RuleProgress;
import org.godwit.cli.output.Screen;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Shows rules until they are OK: bars drawn again in place on a terminal, a line a period in a
/// pipe. An engine that is away for a while is waited for. Not thread-safe.
final class RuleWatcher {
    /// An engine that restarts is back within this time, or somebody must look.
    private static final Duration ABSENCE_MAX = Duration.ofMinutes(2);

    private final ApiClient engine;
    private final Surroundings surroundings;
    private final Duration period;
    private final Optional<Duration> timeout;
    private final Map<String, ProgressText> texts = new HashMap<>();

    RuleWatcher(
            ApiClient engine,
            Surroundings surroundings,
            Duration period,
            Optional<Duration> timeout) {
        this.engine = engine;
        this.surroundings = surroundings;
        this.period = period;
        this.timeout = timeout;
    }

    /// Returns OK once all rules are; with a timeout PARTIAL if one was stuck then, else TIMEOUT.
    ExitCode watch(List<String> rules) throws Exception {
        EngineClock clock = surroundings.clock();
        long begin = clock.nanoTime();
        long heard = begin;
        List<RuleProgress> seen = List.of();
        try (Screen screen = new Screen(surroundings.out(), surroundings.terminal())) {
            while (true) {
                try {
                    seen = ask(rules);
                    heard = clock.nanoTime();
                    show(screen, seen);
                } catch (EngineException refusal) {
                    waitFor(screen, refusal, Duration.ofNanos(clock.nanoTime() - heard));
                }
                if (!seen.isEmpty() && seen.stream().allMatch(RuleProgress::isOk)) {
                    return ExitCode.OK;
                }
                Duration passed = Duration.ofNanos(clock.nanoTime() - begin);
                if (timeout.isPresent() && passed.compareTo(timeout.get()) >= 0) {
                    return seen.stream().anyMatch(RuleProgress::isStuck)
                            ? ExitCode.PARTIAL
                            : ExitCode.TIMEOUT;
                }
                clock.sleep(period);
            }
        }
    }

    private void waitFor(Screen screen, EngineException refusal, Duration absence) {
        if (refusal.code() != ErrorCode.NETWORK_ERROR || absence.compareTo(ABSENCE_MAX) > 0) {
            throw refusal;
        }
        screen.draw(List.of("waiting for the engine: " + refusal.getMessage()));
    }

    private List<RuleProgress> ask(List<String> rules) throws TimeoutException {
        List<RuleProgress> seen = new ArrayList<>();
        for (String id : rules) {
            RuleProgress progress =
                    RuleProgress.of(id, engine.get(ApiPath.of("rules", id, "progress")));
            seen.add(
                    progress.isStuck() && progress.reason().isEmpty()
                            ? progress.because(engine.get(ApiPath.of("rules", id)).text("error"))
                            : progress);
        }
        return seen;
    }

    private void show(Screen screen, List<RuleProgress> seen) {
        List<String> lines = new ArrayList<>();
        for (RuleProgress progress : seen) {
            ProgressText text =
                    texts.computeIfAbsent(
                            progress.id(), _ -> new ProgressText(surroundings.terminal()));
            text.saw(progress, surroundings.clock().nanoTime());
            if (surroundings.terminal().interactive()) {
                lines.addAll(text.lines(progress));
            } else {
                lines.add(text.line(progress, surroundings.clock().now()));
            }
        }
        screen.draw(lines);
    }
}
