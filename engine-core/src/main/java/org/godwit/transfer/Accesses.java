package org.godwit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;

/// Notes that replicas were read. The time of a tombstone is when a replica was last held by a rule
/// or read: those longest out of use are deleted first. It is written anew at most once in
/// [#GRAIN], so that a file that is read all the time costs no write each time; replicas that a
/// rule holds need no note, since letting go of them is a later use.
public final class Accesses {
    /// How exact the time of the last use is.
    static final Duration GRAIN = Duration.ofHours(1);

    private Accesses() {}

    /// The replica of a file at an RSE was read now.
    public static void read(Context context, long did, int rse) {
        ReplicaKey key = new ReplicaKey(did, rse);
        Optional<ReplicaRow> replica = context.tx().get(Tables.REPLICAS, key);
        Optional<Instant> last = replica.flatMap(ReplicaRow::tombstone);
        boolean old =
                last.filter(time -> time.isAfter(Instant.EPOCH))
                        .filter(time -> time.plus(GRAIN).isBefore(context.now()))
                        .isPresent();
        if (old) {
            context.tx()
                    .put(
                            Tables.REPLICAS,
                            key,
                            replica.orElseThrow().withTombstone(Optional.of(context.now())));
        }
    }
}
