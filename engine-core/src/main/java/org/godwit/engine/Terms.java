package org.godwit.engine;

import java.time.Instant;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.deletion.DeletionPermit;
import org.godwit.model.Epoch;

/// The engine's epochs: the catalogue's incarnation, given when it is made, and a term counted up
/// at every start.
public final class Terms {
    /// Name of the sequence that holds the catalogue's incarnation.
    public static final String INCARNATION = "catalog-incarnation";

    private static final String TERM = "engine-term";

    private Terms() {}

    /// The epoch of an engine that starts now. A new catalogue's incarnation is the time in
    /// milliseconds, hence above that of any older catalogue an agent may have obeyed.
    ///
    /// @param last epoch of the catalogue's last change set; one that was restored from a backup
    ///   has its new incarnation only there
    static Epoch next(CatalogView view, Epoch last, Instant now) {
        long known = view.get(Tables.SEQUENCES, INCARNATION).orElse(now.toEpochMilli());
        return last.incarnation() > known
                ? new Epoch(last.incarnation(), 1)
                : new Epoch(known, view.get(Tables.SEQUENCES, TERM).orElse(0L) + 1);
    }

    /// Writes an epoch down.
    record Begin(Epoch epoch) implements Command<Epoch> {
        @Override
        public Epoch decide(Context context) {
            if (context.tx().get(Tables.SEQUENCES, INCARNATION).isEmpty()) {
                context.tx().put(Tables.SEQUENCES, DeletionPermit.SEQUENCE, epoch.incarnation());
            }
            context.tx().put(Tables.SEQUENCES, INCARNATION, epoch.incarnation());
            context.tx().put(Tables.SEQUENCES, TERM, epoch.term());
            return epoch;
        }
    }
}
