package org.godwit.store.schema;

import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.model.BadState;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.RequestState;

/// Codecs of requests, attempts and what reports are made of.
final class TransferCodecs {
    private static final RequestState[] REQUEST_STATES = RequestState.values();
    private static final FailureClass[] FAILURE_CLASSES = FailureClass.values();
    private static final BadState[] BAD_STATES = BadState.values();
    private static final Bottleneck[] BOTTLENECKS = Bottleneck.values();

    static final Codec<RequestRow> REQUEST =
            Codec.row(1, TransferCodecs::writeRequest, TransferCodecs::readRequest);

    static final Codec<AttemptRow> ATTEMPT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.source());
                        out.text(row.agent());
                        out.instant(row.endedAt());
                        out.int64(row.millis());
                        out.int64(row.bytes());
                        out.optional(row.failure(), RowWriter::constant);
                        out.text(row.reason());
                        out.optional(row.limitedBy(), RowWriter::constant);
                    },
                    in ->
                            new AttemptRow(
                                    in.int32(),
                                    in.text(),
                                    in.instant(),
                                    in.int64(),
                                    in.int64(),
                                    in.optional(from -> from.constant(FAILURE_CLASSES)),
                                    in.text(),
                                    in.optional(from -> from.constant(BOTTLENECKS))));

    static final Codec<BinRow> BIN =
            Codec.row(1, (out, row) -> out.int64(row.bytes()), in -> new BinRow(in.int64()));

    static final Codec<CompletionRow> COMPLETION =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.files());
                        out.int64(row.bytes());
                        out.int64(row.bytesMoved());
                        out.int64(row.bytesFailed());
                        out.map(row.failures(), RowWriter::constant, RowWriter::int64);
                        out.map(row.limited(), RowWriter::constant, RowWriter::int64);
                    },
                    in ->
                            new CompletionRow(
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.map(
                                            from -> from.constant(FAILURE_CLASSES),
                                            RowReader::int64),
                                    in.map(from -> from.constant(BOTTLENECKS), RowReader::int64)));

    static final Codec<BadReplicaRow> BAD_REPLICA =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.state());
                        out.text(row.reason());
                        out.int32(row.account());
                        out.instant(row.since());
                        out.list(row.suspicions(), RowWriter::instant);
                    },
                    in ->
                            new BadReplicaRow(
                                    in.constant(BAD_STATES),
                                    in.text(),
                                    in.int32(),
                                    in.instant(),
                                    in.list(RowReader::instant)));

    private TransferCodecs() {}

    private static void writeRequest(RowWriter out, RequestRow row) {
        out.rule(row.rule());
        out.int32(row.account());
        out.text(row.activity());
        out.int32(row.priority());
        out.int64(row.bytes());
        out.constant(row.state());
        out.int32(row.source());
        out.int32(row.sourceSite());
        out.int32(row.destinationSite());
        out.int64(row.generation());
        out.int32(row.attempt());
        out.int32(row.failures());
        out.instant(row.since());
        out.optional(row.notBefore(), RowWriter::instant);
        out.optional(row.agent(), RowWriter::text);
        out.int64(row.agentIncarnation());
        out.optional(row.lastFailure(), RowWriter::constant);
        out.optional(row.lastReason(), RowWriter::text);
    }

    private static RequestRow readRequest(RowReader in) {
        return new RequestRow(
                in.rule(),
                in.int32(),
                in.text(),
                in.int32(),
                in.int64(),
                in.constant(REQUEST_STATES),
                in.int32(),
                in.int32(),
                in.int32(),
                in.int64(),
                in.int32(),
                in.int32(),
                in.instant(),
                in.optional(RowReader::instant),
                in.optional(RowReader::text),
                in.int64(),
                in.optional(from -> from.constant(FAILURE_CLASSES)),
                in.optional(RowReader::text));
    }
}
