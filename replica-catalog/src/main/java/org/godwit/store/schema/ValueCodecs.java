package org.godwit.store.schema;

import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.HeldOrder;
import org.godwit.catalog.schema.Present;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;

/// Codecs of index entries, counters and single values. They carry no version byte: their form
/// belongs to the version of the schema.
final class ValueCodecs {
    private static final ReplicaState[] REPLICA_STATES = ReplicaState.values();
    private static final LockState[] LOCK_STATES = LockState.values();

    static final Codec<Present> PRESENT = Codec.bare((out, value) -> {}, in -> Present.PRESENT);

    static final Codec<Integer> INTEGER =
            Codec.bare((out, value) -> out.int32(value), RowReader::int32);

    static final Codec<Long> LONG = Codec.bare((out, value) -> out.int64(value), RowReader::int64);

    static final Codec<String> STRING = Codec.bare(RowWriter::text, RowReader::text);

    static final Codec<ReplicaState> REPLICA_STATE =
            Codec.bare(RowWriter::constant, in -> in.constant(REPLICA_STATES));

    static final Codec<LockState> LOCK_STATE =
            Codec.bare(RowWriter::constant, in -> in.constant(LOCK_STATES));

    static final Codec<HeldOrder> HELD_ORDER =
            Codec.bare(
                    (out, value) -> {
                        out.int32(value.priority());
                        out.int64(value.bytes());
                    },
                    in -> new HeldOrder(in.int32(), in.int64()));

    static final Codec<Count> COUNT =
            Codec.bare(
                    (out, value) -> {
                        out.int64(value.items());
                        out.int64(value.bytes());
                    },
                    in -> new Count(in.int64(), in.int64()));

    private ValueCodecs() {}
}
