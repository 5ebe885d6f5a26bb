package org.godwit.engine.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.godwit.audit.LeaveFindings;
import org.godwit.audit.OrderSettlement;
import org.godwit.audit.RecordFindings;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.StoragePath;

/// Acts upon what an audit has found, an order after the other. Dark files at whose paths replicas
/// have come to be since the report are left out first; from when the audit was asked to be acted
/// upon, the fence of its RSE sees to that.
final class SettlementRun implements AuditWork {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final AuditPort port;
    private final EngineClock clock;
    private final long audit;
    private final AuditRow row;
    private final Semaphore answers = new Semaphore(0);
    private volatile String doing = "looks for new replicas";

    SettlementRun(AuditPort port, EngineClock clock, long audit, AuditRow row) {
        this.port = port;
        this.clock = clock;
        this.audit = audit;
        this.row = row;
    }

    @Override
    public AuditProgress progress() {
        return new AuditProgress(doing, 0, 0, 0);
    }

    @Override
    public void take(FromAgent message) {
        answers.release();
    }

    @Override
    public void run() throws InterruptedException {
        leaveNewReplicas();
        while (true) {
            switch (port.call(new OrderSettlement(audit, port.live()))) {
                case ORDERED -> {
                    doing = "an agent looks at files";
                    boolean _ = answers.tryAcquire(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                    answers.drainPermits();
                }
                case MORE -> doing = "looks for what is not settled";
                case NO_AGENT -> {
                    doing = "waits for an agent that serves the RSE";
                    clock.sleep(LOOK_AGAIN);
                }
                case ENDED -> {
                    return;
                }
            }
        }
    }

    private void leaveNewReplicas() {
        List<AuditFindingKey> keys = new ArrayList<>();
        try (Snapshot now = port.snapshot()) {
            KnownFiles.each(now, row.rse(), (key, replica) -> note(now, key, replica, keys));
        }
        if (!keys.isEmpty()) {
            port.call(new LeaveFindings(audit, keys));
        }
    }

    private void note(
            Snapshot now, ReplicaKey key, ReplicaRow replica, List<AuditFindingKey> keys) {
        if (replica.generation() <= row.comparedIndex()) {
            return;
        }
        AuditFindingKey at = new AuditFindingKey(audit, StoragePath.of(now, key.did(), replica), 0);
        if (now.get(Tables.AUDIT_FINDINGS, at).isPresent()) {
            keys.add(at);
        }
        if (keys.size() == RecordFindings.FINDINGS_MAX) {
            port.call(new LeaveFindings(audit, keys));
            keys.clear();
        }
    }
}
