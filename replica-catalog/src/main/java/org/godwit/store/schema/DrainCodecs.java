package org.godwit.store.schema;

import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.LinkRateRow;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.RelayRow;
import org.godwit.model.DrainState;
import org.godwit.model.MoveKind;

/// Codecs of RSEs that are taken out of use, of plans to move copies, and of the ways that copies
/// take.
final class DrainCodecs {
    private static final DrainState[] STATES = DrainState.values();
    private static final MoveKind[] KINDS = MoveKind.values();

    static final Codec<DrainRow> DRAIN =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.state());
                        out.flag(row.storageGone());
                        out.int32(row.account());
                        out.instant(row.begunAt());
                        out.int64(row.files());
                        out.int64(row.bytes());
                        out.int64(row.swept());
                    },
                    in ->
                            new DrainRow(
                                    in.constant(STATES),
                                    in.flag(),
                                    in.int32(),
                                    in.instant(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64()));

    static final Codec<MovePlanRow> PLAN =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.kind());
                        out.list(row.rses(), RowWriter::int32);
                        out.flag(row.storageGone());
                        out.int32(row.account());
                        out.text(row.report());
                        out.list(row.targets(), DrainCodecs::write);
                        out.int64(row.files());
                        out.instant(row.createdAt());
                    },
                    in ->
                            new MovePlanRow(
                                    in.constant(KINDS),
                                    in.list(RowReader::int32),
                                    in.flag(),
                                    in.int32(),
                                    in.text(),
                                    in.list(DrainCodecs::read),
                                    in.int64(),
                                    in.instant()));

    static final Codec<RelayRow> RELAY =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.generation());
                        out.int32(row.via());
                        out.instant(row.until());
                    },
                    in -> new RelayRow(in.int64(), in.int32(), in.instant()));

    static final Codec<LinkRateRow> LINK_RATE =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.start());
                        out.int64(row.bytes());
                        out.int64(row.rate());
                    },
                    in -> new LinkRateRow(in.int64(), in.int64(), in.int64()));

    private static void write(RowWriter out, MovePlanRow.MoveTarget target) {
        out.rule(target.rule());
        out.int64(target.did());
        out.list(target.before(), RowWriter::int32);
        out.list(target.rses(), RowWriter::int32);
    }

    private static MovePlanRow.MoveTarget read(RowReader in) {
        return new MovePlanRow.MoveTarget(
                in.rule(), in.int64(), in.list(RowReader::int32), in.list(RowReader::int32));
    }

    private DrainCodecs() {}
}
