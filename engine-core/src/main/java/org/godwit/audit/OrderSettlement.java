package org.godwit.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditSettled;
import org.godwit.catalog.schema.AuditTerms;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.ToAgent;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.SettlementState;
import org.godwit.topology.Rses;
import org.godwit.transfer.LiveAgents;

/// Has an agent look at the next of what an audit found, or put it aside. What was ordered and not
/// answered is ordered again. What the catalogue has meanwhile seen change is left alone.
///
/// @param live names and incarnations of the agents heard of lately
public record OrderSettlement(long audit, Map<String, Long> live)
        implements Command<OrderSettlement.Outcome> {
    /// Most files of one order.
    public static final int FILES_MAX = 200;

    /// Most findings looked at in one decision, those that are settled included.
    private static final int LOOKED_AT_MAX = 2_000;

    /// What came of it.
    public enum Outcome {
        /// An agent was asked; its answer comes by [RecordSettled].
        ORDERED,
        /// Nothing was to be asked so far, and there is more.
        MORE,
        /// No agent of the RSE was heard of lately.
        NO_AGENT,
        /// All is settled.
        ENDED
    }

    public OrderSettlement {
        live = Map.copyOf(live);
    }

    @Override
    public Outcome decide(Context context) {
        Optional<AuditRow> row =
                context.tx()
                        .get(Tables.AUDITS, audit)
                        .filter(found -> found.state() == AuditState.APPLYING);
        if (row.isEmpty()) {
            return Outcome.ENDED;
        }
        Optional<AgentRow> agent = new LiveAgents(context.tx(), live).serving(row.get().rse());
        if (agent.isEmpty()) {
            return Outcome.NO_AGENT;
        }
        return new Work(context, row.get(), agent.get()).order();
    }

    /// One decision's work.
    private final class Work {
        private final Context context;
        private final AuditRow row;
        private final AuditTerms terms;
        private final AgentRow agent;
        private final List<ToAgent.Found> files = new ArrayList<>();
        private long left;

        Work(Context context, AuditRow row, AgentRow agent) {
            this.context = context;
            this.row = row;
            this.terms = row.terms().orElseThrow();
            this.agent = agent;
        }

        Outcome order() {
            List<Map.Entry<AuditFindingKey, AuditFindingRow>> next = next();
            String settledTo = row.settledTo();
            for (Map.Entry<AuditFindingKey, AuditFindingRow> finding : next) {
                if (files.size() == FILES_MAX) {
                    break;
                }
                take(finding.getKey(), finding.getValue());
                if (files.isEmpty()) {
                    settledTo = finding.getKey().path();
                }
            }
            boolean ended = files.isEmpty() && next.size() < LOOKED_AT_MAX;
            AuditSettled before = row.settled();
            AuditRow now =
                    row.settledTo(
                            settledTo,
                            new AuditSettled(
                                    before.declared(), before.quarantined(), before.left() + left));
            context.tx().put(Tables.AUDITS, audit, ended ? now.in(AuditState.APPLIED) : now);
            if (ended) {
                context.tx().delete(Tables.AUDIT_FENCES, row.rse());
                return Outcome.ENDED;
            }
            if (files.isEmpty()) {
                return Outcome.MORE;
            }
            context.effect(
                    new Effect.Tell(
                            new ToAgent.Settle(
                                    context.epoch(),
                                    agent.name(),
                                    agent.incarnation(),
                                    audit,
                                    context.index(),
                                    Rses.row(context.tx(), row.rse()).name(),
                                    terms.olderThanSeconds(),
                                    files)));
            return Outcome.ORDERED;
        }

        private List<Map.Entry<AuditFindingKey, AuditFindingRow>> next() {
            List<Map.Entry<AuditFindingKey, AuditFindingRow>> next = new ArrayList<>();
            try (Cursor<AuditFindingKey, AuditFindingRow> rows =
                    AuditRows.findings(context.tx(), audit, row.settledTo())) {
                while (next.size() < LOOKED_AT_MAX && rows.hasNext()) {
                    next.add(rows.next());
                }
            }
            return next;
        }

        private void take(AuditFindingKey key, AuditFindingRow finding) {
            boolean wanted = finding.kind() == AuditKind.DARK ? terms.dark() : terms.lost();
            boolean open =
                    finding.state() == SettlementState.OPEN
                            || finding.state() == SettlementState.ORDERED;
            if (!wanted || !open) {
                return;
            }
            Optional<String> changed = changed(key, finding);
            if (changed.isPresent()) {
                left++;
                put(key, finding.in(SettlementState.LEFT, changed.get()));
                return;
            }
            boolean aside = finding.kind() == AuditKind.DARK;
            files.add(new ToAgent.Found(key.path(), finding.bytesFound(), aside));
            if (finding.state() == SettlementState.OPEN) {
                put(key, finding.in(SettlementState.ORDERED, ""));
            }
        }

        private void put(AuditFindingKey key, AuditFindingRow finding) {
            context.tx().put(Tables.AUDIT_FINDINGS, key, finding);
        }

        private Optional<String> changed(AuditFindingKey key, AuditFindingRow finding) {
            if (finding.kind() == AuditKind.DARK) {
                // One that was told to be put aside is decided upon with the agent's answer.
                return finding.state() == SettlementState.OPEN
                        ? FileAt.find(context.tx(), row.rse(), key.path()).map(_ -> FileAt.CAME)
                        : Optional.empty();
            }
            return Doubted.isAsFound(context.tx(), row.rse(), key, finding)
                    ? Optional.empty()
                    : Optional.of(Doubted.CHANGED);
        }
    }
}
