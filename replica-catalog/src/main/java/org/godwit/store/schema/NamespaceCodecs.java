package org.godwit.store.schema;

import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.model.DidType;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.ReplicaState;

/// Codecs of DIDs, attachments, replicas and registrations.
final class NamespaceCodecs {
    private static final DidType[] DID_TYPES = DidType.values();
    private static final DigestAlgorithm[] DIGEST_ALGORITHMS = DigestAlgorithm.values();
    private static final ReplicaState[] REPLICA_STATES = ReplicaState.values();

    static final Codec<DidRow> DID =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.scope());
                        out.text(row.name());
                        out.constant(row.type());
                        out.int32(row.account());
                        out.flag(row.open());
                        out.int64(row.bytes());
                        out.fixed32(row.adler32());
                        out.instant(row.createdAt());
                        out.map(row.metadata(), RowWriter::text, RowWriter::text);
                        out.map(row.digests(), RowWriter::constant, RowWriter::text);
                    },
                    in ->
                            new DidRow(
                                    in.int32(),
                                    in.text(),
                                    in.constant(DID_TYPES),
                                    in.int32(),
                                    in.flag(),
                                    in.int64(),
                                    in.fixed32(),
                                    in.instant(),
                                    in.map(RowReader::text, RowReader::text),
                                    in.map(
                                            from -> from.constant(DIGEST_ALGORITHMS),
                                            RowReader::text)));

    static final Codec<ContentRow> CONTENT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.childType());
                        out.int64(row.bytes());
                    },
                    in -> new ContentRow(in.constant(DID_TYPES), in.int64()));

    static final Codec<ReplicaRow> REPLICA =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.state());
                        out.int64(row.generation());
                        out.int64(row.bytes());
                        out.text(row.path());
                        out.int32(row.account());
                        out.instant(row.createdAt());
                        out.optional(row.tombstone(), RowWriter::instant);
                    },
                    in ->
                            new ReplicaRow(
                                    in.constant(REPLICA_STATES),
                                    in.int64(),
                                    in.int64(),
                                    in.text(),
                                    in.int32(),
                                    in.instant(),
                                    in.optional(RowReader::instant)));

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
}
