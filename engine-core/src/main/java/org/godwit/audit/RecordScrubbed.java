package org.godwit.audit;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ScrubRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Accounts;
import org.godwit.transfer.BadReplicas;

/// Takes what an agent found when it read replicas again: those that differ are declared bad, those
/// that cannot be read suspicious. Believed only from the present incarnation of an agent that
/// serves the RSE, and only if it is what is to be read next. Where many files of a batch cannot be
/// read, more likely the storage is away than so many files: then nothing is declared, and it is
/// tried again. Answers how many replicas were declared.
public record RecordScrubbed(FromAgent.Scrubbed message) implements Command<Integer> {
    /// Files of a batch that may be unreadable before the storage is doubted instead.
    static final int UNREADABLE_MAX = 3;

    private static final String BY = "root";

    @Override
    public Integer decide(Context context) {
        Optional<Integer> rse = context.tx().get(Tables.RSE_BY_NAME, message.rse());
        Optional<AgentRow> agent =
                context.tx()
                        .get(Tables.AGENTS, message.agent())
                        .filter(row -> row.incarnation() == message.incarnation());
        if (rse.isEmpty()
                || agent.isEmpty()
                || !agent.get().rses().contains(rse.get())
                || message.doubts().size() > DealScrub.FILES_MAX) {
            return 0;
        }
        ScrubRow row =
                context.tx().get(Tables.SCRUBS, rse.get()).orElse(ScrubRow.first(context.now()));
        if (row.nextDid() != message.from() || row.begunAt().isAfter(context.now())) {
            return 0;
        }
        List<FromAgent.Doubt> unreadable =
                message.doubts().stream().filter(doubt -> !doubt.different()).toList();
        if (unreadable.size() > UNREADABLE_MAX && unreadable.size() * 2 > message.files()) {
            String why =
                    "%d of %d files cannot be read, such as: %s"
                            .formatted(
                                    unreadable.size(),
                                    message.files(),
                                    unreadable.getFirst().detail());
            context.tx().put(Tables.SCRUBS, rse.get(), row.held(why));
            return 0;
        }
        int declared = 0;
        for (FromAgent.Doubt doubt : message.doubts()) {
            declared += declare(context, rse.get(), doubt) ? 1 : 0;
        }
        ScrubRow done = row.upTo(message.next(), message.files(), message.bytes(), declared);
        context.tx()
                .put(
                        Tables.SCRUBS,
                        rse.get(),
                        message.next() == 0
                                ? done.again(
                                        DealScrub.nextRound(done, context.now()), context.now())
                                : done);
        return declared;
    }

    private static boolean declare(Context context, int rse, FromAgent.Doubt doubt) {
        ReplicaKey key = new ReplicaKey(doubt.did(), rse);
        boolean same =
                context.tx()
                        .get(Tables.REPLICAS, key)
                        .filter(replica -> replica.generation() == doubt.generation())
                        .filter(replica -> replica.state() == ReplicaState.AVAILABLE)
                        .isPresent();
        if (!same) {
            return false;
        }
        int by = Accounts.id(context.tx(), BY);
        String reason = "read again: " + doubt.detail();
        if (doubt.different()) {
            BadReplicas.declare(context, key, reason, by);
        } else {
            BadReplicas.suspect(context, key, reason, by);
        }
        return true;
    }
}
