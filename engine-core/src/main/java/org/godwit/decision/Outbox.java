package org.godwit.decision;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads what [Context#tell] put into the outbox. Who asks for what comes after the last event that
/// was seen gets each event once, in order, over any number of calls and starts of the engine; or
/// learns that some are missing.
public final class Outbox {
    private Outbox() {}

    /// The last event that was forgotten; 0 if none was.
    public static long forgotten(CatalogView view) {
        return view.get(Tables.SEQUENCES, Sequences.EVENTS_FORGOTTEN).orElse(0L);
    }

    /// A number behind all events of a snapshot and before all that come later.
    public static long last(Snapshot view) {
        return EventIds.behind(view.index());
    }

    /// The events behind a number; behind 0, all that are kept. [ErrorCode#NOT_FOUND] if some
    /// behind it are forgotten, [ErrorCode#INVALID_INPUT] if this catalogue has not got that far,
    /// as when it was restored from a backup.
    public static Cursor<Long, EventRow> after(Snapshot view, long number) {
        long forgotten = forgotten(view);
        if (number != 0 && number < forgotten) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "events after %d are forgotten, up to %d: look at things as they are, then go on with after=%d"
                            .formatted(number, forgotten, forgotten));
        }
        if (number > last(view)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "no event has number %d yet; if this catalogue was restored from a backup, look at things as they are, then go on with after=%d"
                            .formatted(number, last(view)));
        }
        return view.scan(Tables.EVENTS, Math.max(number, forgotten) + 1, Long.MAX_VALUE);
    }
}
