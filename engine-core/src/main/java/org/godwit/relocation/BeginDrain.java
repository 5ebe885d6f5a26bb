package org.godwit.relocation;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.deletion.DeletionGuard;
import org.godwit.model.DrainState;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Drains;
import org.godwit.topology.Rses;

/// Begins to take an RSE out of use: nothing new goes there, what rules keep there moves elsewhere
/// (as after any change of RSEs), and, if it is to go for good, the rest is deleted. An RSE that is
/// drained may be decommissioned; [Undrain] calls both off.
///
/// @param forGood whether it is decommissioned, not only drained
/// @param storageGone whether its storage is lost: nothing is read there, its copies are given up
/// @param mayGo files there that may be deleted without the guard of deletions being asked
record BeginDrain(int rse, boolean forGood, boolean storageGone, String account, long mayGo)
        implements Command<DrainRow> {
    @Override
    public DrainRow decide(Context context) {
        RseRow row = Rses.row(context.tx(), rse);
        Optional<DrainRow> present = Drains.of(context.tx(), rse);
        DrainState state = forGood ? DrainState.DECOMMISSIONING : DrainState.DRAINING;
        if (present.filter(drain -> drain.state().compareTo(state) >= 0).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "RSE %s is %s already; `godwit rse drains` says how far it is"
                            .formatted(row.name(), Drains.word(present.get().state())));
        }
        Count held = held(context.tx(), rse);
        DrainRow drain =
                new DrainRow(
                        state,
                        storageGone,
                        Accounts.id(context.tx(), account),
                        context.now(),
                        present.map(DrainRow::files).orElse(held.items()),
                        present.map(DrainRow::bytes).orElse(held.bytes()),
                        0);
        context.tx().put(Tables.DRAINS, rse, drain);
        if (storageGone) {
            context.tx().put(Tables.RSES, rse, row.withAvailability(false, false, false));
        } else if (forGood) {
            DeletionGuard.confirm(context, rse, mayGo);
        }
        context.effect(new Effect.TopologyChanged());
        context.effect(new Effect.DeletionsReady());
        return drain;
    }

    /// Replicas at an RSE, in whatever state.
    static Count held(CatalogView view, int rse) {
        Count sum = Count.ZERO;
        for (ReplicaState state : ReplicaState.values()) {
            sum =
                    sum.plus(
                            view.get(Tables.COUNTERS, CounterKey.rseReplicas(rse, state))
                                    .orElse(Count.ZERO));
        }
        return sum;
    }
}
