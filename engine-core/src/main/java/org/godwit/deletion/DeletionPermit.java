package org.godwit.deletion;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;

/// Whether this catalogue may have anything deleted. One that was restored from a backup may not,
/// since it does not know what was promised after the backup, until an administrator has compared
/// it with the storages and says so.
public final class DeletionPermit {
    /// Name of the sequence that holds the incarnation which may delete.
    public static final String SEQUENCE = "deletion-incarnation";

    private DeletionPermit() {}

    static boolean isGiven(Context context) {
        return isGiven(context.tx(), context.epoch().incarnation());
    }

    /// Whether a catalogue of this incarnation may have anything deleted.
    public static boolean isGiven(CatalogView view, long incarnation) {
        return view.get(Tables.SEQUENCES, SEQUENCE).filter(i -> i == incarnation).isPresent();
    }

    /// Lets the catalogue delete as it is now. Answers whether it might not before.
    public record Give() implements Command<Boolean> {
        @Override
        public Boolean decide(Context context) {
            boolean before = isGiven(context);
            context.tx().put(Tables.SEQUENCES, SEQUENCE, context.epoch().incarnation());
            context.effect(new Effect.DeletionsReady());
            return !before;
        }
    }
}
