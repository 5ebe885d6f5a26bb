package org.godwit.catalog;

import java.time.Instant;
import org.godwit.model.Epoch;

/// Where a catalogue goes on that was restored from a backup: in a new incarnation, and far above
/// every index that may have been used since the backup. Indexes are generations of replicas and
/// names of orders, which agents remember: one used twice could take an order for another, and one
/// below what an agent has seen would be passed over.
///
/// The clock only chooses numbers. Where it is wrong, they are still above those of the backup.
public record RestoredHead(long index, Epoch epoch) {
    /// No engine makes 2 to this power of change sets a second; the index of a year that we shall
    /// see is below 2 to the 53rd, which every JSON reader holds exactly.
    private static final int INDEX_SECOND_BITS = 22;

    /// At least so much above the backup.
    private static final long INDEX_GAP = 1L << 32;

    /// Where a catalogue goes on that was restored now.
    ///
    /// @param index of the backup's last change set
    /// @param epoch of it
    public static RestoredHead of(long index, Epoch epoch, Instant now) {
        return new RestoredHead(
                Math.max(index + INDEX_GAP, now.getEpochSecond() << INDEX_SECOND_BITS),
                new Epoch(Math.max(epoch.incarnation() + 1, now.toEpochMilli()), 0));
    }
}
