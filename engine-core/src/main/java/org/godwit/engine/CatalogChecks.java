package org.godwit.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Full checks of the catalogue while it is used: every file of the storage, then, on a snapshot,
/// every index, counter and invariant. One at a time, on a thread of its own; the last one can be
/// looked at until the next. Thread-safe.
public final class CatalogChecks implements AutoCloseable {
    /// Findings kept of one check; all are counted.
    public static final int FINDINGS_MAX = 1_000;

    private static final String FILES = "files";
    private static final Logger LOG = LoggerFactory.getLogger(CatalogChecks.class);

    private final ReplicaCatalog catalog;
    private Optional<State> last = Optional.empty();
    private Optional<Thread> runner = Optional.empty();
    private volatile boolean closing;

    CatalogChecks(ReplicaCatalog catalog) {
        this.catalog = catalog;
    }

    /// How a check is.
    ///
    /// @param number counts the checks of this engine from 1
    /// @param doing the table that is read now, or what else
    /// @param done how many rows of it, or files
    /// @param report once it is done
    /// @param failure why it ended without a report
    public record State(
            long number,
            String doing,
            long done,
            Optional<CheckReport> report,
            Optional<String> failure) {
        private State at(String table, long rows) {
            return new State(number, table, rows, report, failure);
        }

        private State with(CheckReport whole) {
            return new State(number, "", 0, Optional.of(whole), Optional.empty());
        }

        private State failed(String why) {
            return new State(number, doing, done, Optional.empty(), Optional.of(why));
        }

        /// Whether it is over.
        public boolean ended() {
            return report.isPresent() || failure.isPresent();
        }
    }

    /// Begins a check, unless one is under way: [ErrorCode#OVERLOADED].
    public synchronized State start() {
        if (last.filter(state -> !state.ended()).isPresent()) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    "a check is under way; look at it with `godwit catalog check --attach`");
        }
        State begun =
                new State(
                        last.map(State::number).orElse(0L) + 1,
                        FILES,
                        0,
                        Optional.empty(),
                        Optional.empty());
        last = Optional.of(begun);
        runner = Optional.of(Thread.ofPlatform().daemon().name("catalog-check").start(this::run));
        return begun;
    }

    /// The check that is under way, or the last one: [ErrorCode#NOT_FOUND] if there was none.
    public synchronized State look() {
        return last.orElseThrow(() ->
                new EngineException(
                        ErrorCode.NOT_FOUND,
                        "this engine has not checked its catalogue yet; begin with `godwit catalog check`"));
    }

    private void run() {
        try {
            long[] files = {0};
            List<Finding> damage =
                    catalog.damagedFiles(_ -> at(FILES, files[0]++)).stream()
                            .map(Finding::of)
                            .toList();
            try (Snapshot snapshot = catalog.snapshot()) {
                CheckReport report = CatalogCheck.run(snapshot, FINDINGS_MAX, this::at);
                end(state -> state.with(report.after(damage, FINDINGS_MAX)));
            }
        } catch (CancellationException e) {
            end(state -> state.failed("the engine is stopping"));
        } catch (RuntimeException e) {
            LOG.error("the check of the catalogue failed", e);
            end(state -> state.failed(String.valueOf(e.getMessage())));
        }
    }

    private synchronized void at(String doing, long done) {
        if (closing) {
            throw new CancellationException();
        }
        last = last.map(state -> state.at(doing, done));
    }

    private synchronized void end(UnaryOperator<State> how) {
        last = last.map(how);
    }

    /// Ends the check that is under way and waits for that.
    @Override
    public void close() {
        closing = true;
        Optional<Thread> running;
        synchronized (this) {
            running = runner;
        }
        try {
            if (running.isPresent()) {
                running.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
