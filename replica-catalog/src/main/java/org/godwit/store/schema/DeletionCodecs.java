package org.godwit.store.schema;

import org.godwit.catalog.schema.DeletionGuardRow;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ErasureRow;
import org.godwit.model.FailureClass;

/// Codecs of what is being deleted.
final class DeletionCodecs {
    private static final FailureClass[] FAILURES = FailureClass.values();

    static final Codec<DeletionRow> DELETION =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.generation());
                        out.flag(row.good());
                        out.flag(row.purge());
                        out.instant(row.since());
                        out.instant(row.due());
                        out.optional(row.agent(), RowWriter::text);
                        out.int64(row.agentIncarnation());
                        out.int64(row.sequence());
                        out.int32(row.failures());
                        out.optional(row.failure(), RowWriter::constant);
                        out.text(row.reason());
                    },
                    in ->
                            new DeletionRow(
                                    in.int64(),
                                    in.flag(),
                                    in.flag(),
                                    in.instant(),
                                    in.instant(),
                                    in.optional(RowReader::text),
                                    in.int64(),
                                    in.int64(),
                                    in.int32(),
                                    in.optional(from -> from.constant(FAILURES)),
                                    in.text()));

    static final Codec<ErasureRow> ERASURE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.instant(row.due());
                        out.int32(row.account());
                        out.instant(row.erasedAt());
                        out.int64(row.files());
                        out.int64(row.bytes());
                    },
                    in ->
                            new ErasureRow(
                                    in.instant(),
                                    in.int32(),
                                    in.instant(),
                                    in.int64(),
                                    in.int64()));

    static final Codec<DeletionGuardRow> GUARD =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.instant(row.begun());
                        out.int64(row.files());
                        out.int64(row.limit());
                        out.int64(row.confirmed());
                        out.flag(row.held());
                    },
                    in ->
                            new DeletionGuardRow(
                                    in.instant(), in.int64(), in.int64(), in.int64(), in.flag()));

    private DeletionCodecs() {}
}
