package org.godwit.registration;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;

/// Takes in a part of what a scan found: files become DIDs with an available replica, attached to
/// the scan's dataset; what cannot be taken is written down as a problem. Parts count only in
/// order, by the number of their first file: one that is on record already is acknowledged again,
/// behind a gap the agent is told where to go on. Believed only from the present incarnation of an
/// agent that serves the RSE. Answers how many files were registered.
public record RecordScanReport(FromAgent.ScanReport message) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        Optional<Long> id = scanId();
        Optional<ScanRow> found = id.flatMap(scan -> context.tx().get(Tables.SCANS, scan));
        Optional<AgentRow> agent =
                context.tx()
                        .get(Tables.AGENTS, message.agent())
                        .filter(row -> row.incarnation() == message.incarnation());
        if (found.isEmpty() || agent.isEmpty() || !agent.get().rses().contains(found.get().rse())) {
            return 0;
        }
        ScanRow scan = found.get();
        long end = message.first() + message.files().size() + message.problems().size();
        boolean known = scan.endedAt().isPresent() || (end <= scan.seen() && end > message.first());
        if (known) {
            acknowledge(context);
            return 0;
        }
        if (message.first() != scan.seen()) {
            Scans.order(context, agent.get(), id.get(), scan);
            return 0;
        }
        ScanIntake intake = new ScanIntake(context, id.get(), scan);
        int registered = intake.take(message, end);
        acknowledge(context);
        return registered;
    }

    private Optional<Long> scanId() {
        try {
            return Optional.of(Long.parseLong(message.scan()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private void acknowledge(Context context) {
        context.effect(
                new Effect.Tell(
                        new ToAgent.Receipt(
                                context.epoch(),
                                message.agent(),
                                message.incarnation(),
                                List.of(),
                                List.of(
                                        new ToAgent.ScanMark(
                                                message.scan(), message.sequence())))));
    }
}
