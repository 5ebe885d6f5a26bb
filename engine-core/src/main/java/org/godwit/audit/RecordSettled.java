package org.godwit.audit;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditSettled;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.ReplicaState;
import org.godwit.model.SettlementState;
import org.godwit.transfer.BadReplicas;

/// Takes what an agent found where an audit had found a difference, or did there: replicas that are
/// not as the catalogue says are declared bad. Believed only from the present incarnation of an
/// agent that serves the RSE, and only of what was ordered and not answered yet. Answers how many
/// findings it settled.
public record RecordSettled(FromAgent.Settled message) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        Optional<AuditRow> row =
                context.tx()
                        .get(Tables.AUDITS, message.audit())
                        .filter(found -> found.state() == AuditState.APPLYING);
        Optional<AgentRow> agent =
                context.tx()
                        .get(Tables.AGENTS, message.agent())
                        .filter(found -> found.incarnation() == message.incarnation());
        if (row.isEmpty()
                || agent.isEmpty()
                || !agent.get().rses().contains(row.get().rse())
                || message.files().size() > OrderSettlement.FILES_MAX) {
            return 0;
        }
        return new Work(context, row.get()).settle();
    }

    /// One decision's work.
    private final class Work {
        private final Context context;
        private final AuditRow row;
        private final int account;
        private long declared;
        private long quarantined;
        private long left;

        Work(Context context, AuditRow row) {
            this.context = context;
            this.row = row;
            this.account = row.terms().orElseThrow().account();
        }

        int settle() {
            for (FromAgent.SettledFile file : message.files()) {
                for (Map.Entry<AuditFindingKey, AuditFindingRow> finding :
                        AuditRows.at(context.tx(), message.audit(), file.path())) {
                    if (finding.getValue().state() == SettlementState.ORDERED) {
                        settle(finding.getKey(), finding.getValue(), file);
                    }
                }
            }
            AuditSettled before = row.settled();
            context.tx()
                    .put(
                            Tables.AUDITS,
                            message.audit(),
                            row.settledTo(
                                    row.settledTo(),
                                    new AuditSettled(
                                            before.declared() + declared,
                                            before.quarantined() + quarantined,
                                            before.left() + left)));
            return Math.toIntExact(declared + quarantined + left);
        }

        private void settle(
                AuditFindingKey key, AuditFindingRow finding, FromAgent.SettledFile file) {
            if (finding.kind() == AuditKind.DARK) {
                dark(key, finding, file);
                return;
            }
            switch (file.look()) {
                case MISSING -> declare(key, finding, "it is not there");
                case THERE -> {
                    if (file.bytes() == finding.bytesKnown()) {
                        leave(key, finding, "it is there, with the right size");
                    } else {
                        declare(
                                key,
                                finding,
                                "it has %d bytes instead of %d"
                                        .formatted(file.bytes(), finding.bytesKnown()));
                    }
                }
                case ASIDE, LEFT -> leave(key, finding, file.detail());
            }
        }

        private void dark(
                AuditFindingKey key, AuditFindingRow finding, FromAgent.SettledFile file) {
            switch (file.look()) {
                case MISSING -> leave(key, finding, "it is not there any more");
                case THERE, LEFT -> leave(key, finding, file.detail());
                case ASIDE -> {
                    quarantined++;
                    put(key, finding.in(SettlementState.QUARANTINED, file.detail()));
                    FileAt.find(context.tx(), row.rse(), key.path())
                            .ifPresent(replica -> tookAReplica(replica, file));
                }
            }
        }

        /// A transfer took the file for its own between the order and the move: it is copied again.
        private void tookAReplica(ReplicaKey key, FromAgent.SettledFile file) {
            boolean available =
                    context.tx()
                            .get(Tables.REPLICAS, key)
                            .map(ReplicaRow::state)
                            .filter(state -> state == ReplicaState.AVAILABLE)
                            .isPresent();
            if (available) {
                BadReplicas.declare(context, key, reason("it lies in " + file.detail()), account);
            }
        }

        private void declare(AuditFindingKey key, AuditFindingRow finding, String what) {
            if (!Doubted.isAsFound(context.tx(), row.rse(), key, finding)) {
                leave(key, finding, Doubted.CHANGED);
                return;
            }
            ReplicaKey replica = new ReplicaKey(key.did(), row.rse());
            BadReplicas.declare(context, replica, reason(what), account);
            declared++;
            put(key, finding.in(SettlementState.DECLARED, what));
        }

        private String reason(String what) {
            return "audit %d: %s".formatted(message.audit(), what);
        }

        private void leave(AuditFindingKey key, AuditFindingRow finding, String why) {
            left++;
            put(key, finding.in(SettlementState.LEFT, why));
        }

        private void put(AuditFindingKey key, AuditFindingRow finding) {
            context.tx().put(Tables.AUDIT_FINDINGS, key, finding);
        }
    }
}
