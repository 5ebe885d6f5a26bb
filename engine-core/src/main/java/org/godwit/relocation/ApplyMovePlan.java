package org.godwit.relocation;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.MoveKind;
import org.godwit.rule.PlannedMoves;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Carries out a plan: its groups of files go to the very RSEs that it chose; or says what has
/// changed since, and changes nothing. Answers the plan.
public record ApplyMovePlan(long plan, String account) implements Command<MovePlanRow> {
    /// Differences that are told.
    private static final int DIFFERENCES_MAX = 5;

    /// A plan, or an error.
    public static MovePlanRow row(CatalogView view, long plan) {
        return view.get(Tables.MOVE_PLANS, plan)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "plan "
                                        + plan
                                        + " to move copies does not exist or is carried out; `godwit rse plans` lists those that are kept"));
    }

    @Override
    public MovePlanRow decide(Context context) {
        MovePlanRow row = row(context.tx(), plan);
        begin(context, row);
        List<String> objections = new ArrayList<>();
        for (MovePlanRow.MoveTarget target : row.targets()) {
            PlannedMoves.objection(
                            context, target.rule(), target.did(), target.before(), target.rses())
                    .ifPresent(objections::add);
            if (objections.size() >= DIFFERENCES_MAX) {
                break;
            }
        }
        if (!objections.isEmpty()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "plan %d does not fit any more: %s; plan again"
                            .formatted(plan, String.join("; ", objections)));
        }
        row.targets()
                .forEach(target ->
                        PlannedMoves.begin(context, target.rule(), target.did(), target.rses()));
        context.tx().delete(Tables.MOVE_PLANS, plan);
        return row;
    }

    private void begin(Context context, MovePlanRow row) {
        if (row.kind() == MoveKind.REBALANCE) {
            return;
        }
        int rse = row.rses().getFirst();
        long held = BeginDrain.held(context.tx(), rse).items();
        if (row.kind() == MoveKind.DECOMMISSION && held > row.files() + row.files() / 10) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "plan %d does not fit any more: %s holds %,d files now, then %,d; plan again"
                            .formatted(
                                    plan, Rses.row(context.tx(), rse).name(), held, row.files()));
        }
        new BeginDrain(
                        rse,
                        row.kind() == MoveKind.DECOMMISSION,
                        row.storageGone(),
                        account,
                        row.files())
                .decide(context);
    }
}
