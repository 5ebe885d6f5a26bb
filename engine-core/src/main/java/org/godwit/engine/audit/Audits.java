package org.godwit.engine.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.godwit.audit.ApplyAudit;
import org.godwit.audit.AuditRows;
import org.godwit.audit.ClearAudit;
import org.godwit.audit.EndAudit;
import org.godwit.audit.StartAudit;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.message.FromAgent;
import org.godwit.model.AuditState;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audits of this engine that are under way, each on a thread of its own. What was under way
/// when an engine ended goes on when the next one starts: a comparison from its beginning, the
/// settlement from where it was. Thread-safe.
public final class Audits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audits.class);

    private final AuditPort port;
    private final AuditPort patient;
    private final EngineClock clock;
    private final Path scratch;
    private final Map<Long, AuditWork> work = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    /// @param scratch where temporary files may lie; what audits left there earlier is removed
    public Audits(AuditPort port, EngineClock clock, Path scratch) {
        this.port = port;
        this.patient = new PatientPort(port, clock);
        this.clock = clock;
        this.scratch = scratch;
    }

    /// Goes on with what was under way. To be called once.
    public void resume() {
        removeLeftovers();
        List<Map.Entry<Long, AuditRow>> open;
        try (Snapshot view = port.snapshot()) {
            open =
                    AuditRows.all(view).stream()
                            .filter(audit -> AuditRows.isOpen(audit.getValue()))
                            .toList();
        }
        for (Map.Entry<Long, AuditRow> audit : open) {
            long id = audit.getKey();
            AuditRow row = audit.getValue();
            if (row.state() == AuditState.APPLYING) {
                launch(id, new SettlementRun(patient, clock, id, row));
            } else if (row.dumpedAt().isEmpty()) {
                launch(id, AuditRun.byAgents(patient, id, row, directory(id)));
            } else {
                fail(id, "the engine was restarted; give the list again");
            }
        }
    }

    /// Begins to compare an RSE with the catalogue; agents list its files. Answers the audit's
    /// number.
    public long start(String rse, String account) {
        long id = port.call(new StartAudit(rse, Optional.empty(), account));
        launch(id, AuditRun.byAgents(patient, id, row(id), directory(id)));
        return id;
    }

    /// Begins to compare an RSE with the catalogue by a list of its files.
    ///
    /// @param madeAt when the list was made
    public AuditDump startWithDump(String rse, Instant madeAt, String account) {
        long id = port.call(new StartAudit(rse, Optional.of(madeAt), account));
        DumpList list = new DumpList(scratch.resolve("audit-" + id + "-list"));
        return new AuditDump() {
            @Override
            public long id() {
                return id;
            }

            @Override
            public void add(String path, long bytes) {
                list.add(path, bytes);
            }

            @Override
            public void compare() {
                launch(id, AuditRun.byDump(patient, id, row(id), directory(id), list));
            }

            @Override
            public void abandon(String why) {
                list.close();
                fail(id, why);
            }
        };
    }

    /// Has what an audit found acted upon. Answers what that will touch.
    public ApplyAudit.Plan apply(ApplyAudit command) {
        ApplyAudit.Plan plan = port.call(command);
        long id = command.audit();
        launch(id, new SettlementRun(patient, clock, id, row(id)));
        return plan;
    }

    /// How far an audit is that is under way.
    public synchronized Optional<AuditProgress> progress(long audit) {
        return Optional.ofNullable(work.get(audit)).map(AuditWork::progress);
    }

    /// Takes a part of a list.
    public void take(FromAgent.Listed message) {
        take(message.audit(), message);
    }

    /// Takes note that what an agent did is written down.
    public void take(FromAgent.Settled message) {
        take(message.audit(), message);
    }

    private void take(long audit, FromAgent message) {
        Optional<AuditWork> under;
        synchronized (this) {
            under = Optional.ofNullable(work.get(audit));
        }
        under.ifPresent(run -> run.take(message));
    }

    private AuditRow row(long id) {
        try (Snapshot view = port.snapshot()) {
            return AuditRows.row(view, id);
        }
    }

    private Path directory(long id) {
        return scratch.resolve("audit-" + id);
    }

    private void fail(long id, String why) {
        boolean _ = port.call(new EndAudit(id, AuditTally.NONE, 0, why));
    }

    private synchronized void launch(long id, AuditWork run) {
        work.put(id, run);
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofPlatform().daemon().name("audit-" + id).start(() -> work(id, run)));
    }

    private void work(long id, AuditWork run) {
        try {
            run.run();
        } catch (InterruptedException e) {
            LOG.debug("audit {} goes on when the engine is started again", id);
        } catch (CancellationException e) {
            LOG.info("audit {} is no longer under way", id);
        } catch (RuntimeException e) {
            if (!closing) {
                LOG.warn("audit {} has failed", id, e);
                failed(id, run, String.valueOf(e.getMessage()));
            }
        } finally {
            synchronized (this) {
                work.remove(id, run);
            }
        }
    }

    private void failed(long id, AuditWork run, String why) {
        try {
            while (run instanceof AuditRun && port.call(new ClearAudit(id, false))) {
                LOG.debug("forgetting what audit {} had found", id);
            }
            fail(id, why);
        } catch (EngineException e) {
            LOG.warn("that audit {} failed could not be written down: {}", id, e.getMessage());
        }
    }

    /// Sorted files of an engine that was killed.
    private void removeLeftovers() {
        if (!Files.isDirectory(scratch)) {
            return;
        }
        try (DirectoryStream<Path> old = Files.newDirectoryStream(scratch, "audit-*")) {
            for (Path directory : old) {
                new PathSorter(directory, PathSorter.BUFFER_BYTES).close();
            }
        } catch (IOException e) {
            LOG.warn("what earlier audits left in {} was not removed: {}", scratch, e.toString());
        }
    }

    /// Stops what is under way and waits for that.
    @Override
    public void close() {
        closing = true;
        List<Thread> running;
        synchronized (this) {
            running = List.copyOf(threads);
        }
        running.forEach(Thread::interrupt);
        try {
            for (Thread thread : running) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
