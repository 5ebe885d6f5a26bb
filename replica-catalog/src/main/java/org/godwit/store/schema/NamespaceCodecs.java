package org.godwit.store.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.model.DidType;
import org.godwit.model.ReplicaState;

/// Codecs of DIDs, attachments, replicas and registrations.
final class NamespaceCodecs {
    private static final DidType[] DID_TYPES = DidType.values();
    private static final ReplicaState[] REPLICA_STATES = ReplicaState.values();

    static final Codec<ContentRow> CONTENT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.childType());
                        out.int64(row.bytes());
                    },
                    in -> new ContentRow(in.constant(DID_TYPES), in.int64()));

    private static final int REPLICA_VERSION = 2;
    private static final int REPLICA_STATE = 0x0F;
    private static final int REPLICA_HAS_PATH = 0x10;
    private static final int REPLICA_HAS_TOMBSTONE = 0x20;

    /// Version 2. Version 1, whose path was always there, is read too.
    static final Codec<ReplicaRow> REPLICA =
            Codec.bare(NamespaceCodecs::writeReplica, NamespaceCodecs::readReplica);

    static final Codec<ScanRow> SCAN =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.rse());
                        out.text(row.path());
                        out.int32(row.scope());
                        out.text(row.prefix());
                        out.int64(row.dataset());
                        out.int32(row.account());
                        out.int64(row.nextSequence());
                        out.int64(row.seen());
                        out.int64(row.files());
                        out.int64(row.bytes());
                        out.int64(row.problems());
                        out.instant(row.createdAt());
                        out.optional(row.endedAt(), RowWriter::instant);
                    },
                    in ->
                            new ScanRow(
                                    in.int32(),
                                    in.text(),
                                    in.int32(),
                                    in.text(),
                                    in.int64(),
                                    in.int32(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.instant(),
                                    in.optional(RowReader::instant)));

    static final Codec<ExpectedRow> EXPECTED =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.optional(row.bytes(), RowWriter::int64);
                        out.optional(row.adler32(), RowWriter::fixed32);
                    },
                    in ->
                            new ExpectedRow(
                                    in.optional(RowReader::int64),
                                    in.optional(RowReader::fixed32)));

    private NamespaceCodecs() {}

    @SuppressWarnings("EnumOrdinal") // the format fixes the order of the constants
    private static void writeReplica(RowWriter out, ReplicaRow row) {
        out.octet(REPLICA_VERSION);
        out.octet(
                row.state().ordinal()
                        | (row.path().isPresent() ? REPLICA_HAS_PATH : 0)
                        | (row.tombstone().isPresent() ? REPLICA_HAS_TOMBSTONE : 0));
        out.int64(row.generation());
        out.int32(row.account());
        out.instant(row.createdAt());
        out.int64(row.bytes());
        row.path().ifPresent(out::text);
        row.tombstone().ifPresent(out::instant);
    }

    private static ReplicaRow readReplica(RowReader in) {
        int version = in.octet();
        return switch (version) {
            case 1 -> readReplica1(in);
            case REPLICA_VERSION -> readReplica2(in);
            default -> throw new MalformedBytes("version " + version + " where 1 and 2 are known");
        };
    }

    private static ReplicaRow readReplica1(RowReader in) {
        return new ReplicaRow(
                in.constant(REPLICA_STATES),
                in.int64(),
                in.int64(),
                Optional.of(in.text()),
                in.int32(),
                in.instant(),
                in.optional(RowReader::instant));
    }

    private static ReplicaRow readReplica2(RowReader in) {
        int flags = in.octet();
        int state = flags & REPLICA_STATE;
        if (state >= REPLICA_STATES.length
                || (flags & ~(REPLICA_STATE | REPLICA_HAS_PATH | REPLICA_HAS_TOMBSTONE)) != 0) {
            throw new MalformedBytes("a replica's flags are " + flags);
        }
        long generation = in.int64();
        int account = in.int32();
        Instant created = in.instant();
        long bytes = in.int64();
        return new ReplicaRow(
                REPLICA_STATES[state],
                generation,
                bytes,
                (flags & REPLICA_HAS_PATH) == 0 ? Optional.empty() : Optional.of(in.text()),
                account,
                created,
                (flags & REPLICA_HAS_TOMBSTONE) == 0
                        ? Optional.empty()
                        : Optional.of(in.instant()));
    }
}
