package org.godwit.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.godwit.catalog.BackupStore;
import org.godwit.catalog.BackupStore.Backup;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backups of the catalogue while it is used: each is made, then read and compared. One at a time,
/// on a thread of its own; the last one can be looked at until the next. Thread-safe.
public final class CatalogBackups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogBackups.class);

    private Optional<BackupStore> store = Optional.empty();
    private Optional<State> last = Optional.empty();
    private List<Backup> known = List.of();
    private Optional<Thread> runner = Optional.empty();
    private volatile boolean closing;

    /// How a backup is.
    ///
    /// @param number counts the backups of this engine from 1
    /// @param doing what is done now
    /// @param bytes compared so far
    /// @param made once it is there, though not compared yet
    /// @param ended whether it is over
    /// @param failure why there is none that can be relied upon
    public record State(
            long number,
            String doing,
            long bytes,
            Optional<Backup> made,
            boolean ended,
            Optional<String> failure) {
        private State made(Backup backup) {
            return new State(number, "comparing", 0, Optional.of(backup), false, Optional.empty());
        }

        private State at(long read) {
            return new State(number, doing, read, made, ended, failure);
        }

        private State over(Optional<String> why) {
            return new State(number, "", bytes, made, true, why);
        }
    }

    CatalogBackups() {}

    /// Says where backups go. Without it there are none.
    public synchronized void use(BackupStore place) {
        store = Optional.of(place);
    }

    /// Begins a backup, unless one is under way: [ErrorCode#OVERLOADED].
    public synchronized State start() {
        BackupStore place = place();
        if (isRunning()) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    "a backup is under way; look at it with `godwit catalog backup --attach`");
        }
        known = place.list();
        State begun =
                new State(
                        last.map(State::number).orElse(0L) + 1,
                        "copying",
                        0,
                        Optional.empty(),
                        false,
                        Optional.empty());
        last = Optional.of(begun);
        runner =
                Optional.of(
                        Thread.ofPlatform()
                                .daemon()
                                .name("catalog-backup")
                                .start(() -> run(place)));
        return begun;
    }

    /// The backup that is under way, or the last one: [ErrorCode#NOT_FOUND] if there was none.
    public synchronized State look() {
        return last.orElseThrow(() ->
                new EngineException(
                        ErrorCode.NOT_FOUND,
                        "this engine has made no backup yet; make one with `godwit catalog backup`"));
    }

    /// The backups that are there; while one is being made, those that were there before.
    public synchronized List<Backup> list() {
        return isRunning() ? known : place().list();
    }

    private BackupStore place() {
        return store.orElseThrow(() ->
                new EngineException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "the engine's configuration names no backups.directory; set it and restart"));
    }

    private boolean isRunning() {
        return last.filter(state -> !state.ended()).isPresent();
    }

    private void run(BackupStore place) {
        try {
            Backup backup = place.make();
            change(state -> state.made(backup));
            place.verify(backup.id(), this::read);
            change(state -> state.over(Optional.empty()));
            LOG.info("made backup {} of change set {} and later", backup.id(), backup.index());
        } catch (CancellationException e) {
            change(state -> state.over(Optional.of("the engine is stopping")));
        } catch (RuntimeException e) {
            LOG.error("the backup of the catalogue failed", e);
            change(state -> state.over(Optional.of(String.valueOf(e.getMessage()))));
        }
    }

    private void read(long bytes) {
        if (closing) {
            throw new CancellationException();
        }
        change(state -> state.at(bytes));
    }

    private synchronized void change(UnaryOperator<State> how) {
        last = last.map(how);
    }

    /// Waits for the copy that is under way, and gives up comparing it.
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
