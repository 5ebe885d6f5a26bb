package org.godwit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.godwit.decision.Command;
import org.godwit.decision.ForgetAnswers;
import org.godwit.decision.TrimOutbox;
import org.godwit.deletion.ExpireDids;

/// Sees to what time brings: DIDs end, events and kept answers are forgotten. Each goes on for
/// itself, a bounded number of rows at a time, so that one that fails or has much to do holds up no
/// other. Confined to the deciding thread.
final class Upkeep {
    private static final List<Command<Optional<Instant>>> JOBS =
            List.of(new ExpireDids(), TrimOutbox.STANDARD, new ForgetAnswers());

    /// When one that failed unexpectedly is tried again.
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final List<Instant> due =
            new ArrayList<>(Collections.nCopies(JOBS.size(), Instant.MIN));
    private int next;

    /// Something may be due at a time.
    void due(Instant time) {
        due.replaceAll(known -> time.isBefore(known) ? time : known);
    }

    /// Does one thing if there is one to do.
    boolean step(Agenda.Runner runner, Instant now) {
        for (int i = 0; i < JOBS.size(); i++) {
            int job = next;
            next = (next + 1) % JOBS.size();
            if (!due.get(job).isAfter(now)) {
                due.set(job, now.plus(AFTER_FAILURE));
                due.set(job, runner.run(JOBS.get(job)).orElse(Instant.MAX));
                return true;
            }
        }
        return false;
    }

    /// When there will be something to do.
    Instant nextDue() {
        return Collections.min(due);
    }
}
