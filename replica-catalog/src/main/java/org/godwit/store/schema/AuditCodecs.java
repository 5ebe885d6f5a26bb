package org.godwit.store.schema;

import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditSettled;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.AuditTerms;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ScrubRow;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.SettlementState;

/// Codecs of audits.
final class AuditCodecs {
    private static final int FINDING_HINT = 120;
    private static final AuditState[] STATES = AuditState.values();
    private static final AuditKind[] KINDS = AuditKind.values();
    private static final SettlementState[] SETTLEMENTS = SettlementState.values();

    static final Codec<AuditFindingKey> FINDING_KEY =
            Codec.key(
                    FINDING_HINT,
                    (out, key) -> {
                        out.int64(key.audit());
                        out.text(key.path());
                        out.int64(key.did());
                    },
                    in -> new AuditFindingKey(in.int64(), in.text(), in.int64()));

    static final Codec<AuditFindingRow> FINDING =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.kind());
                        out.int64(row.generation());
                        out.int64(row.bytesKnown());
                        out.int64(row.bytesFound());
                        out.optional(row.modified(), RowWriter::instant);
                        out.constant(row.state());
                        out.text(row.note());
                    },
                    in ->
                            new AuditFindingRow(
                                    in.constant(KINDS),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.optional(RowReader::instant),
                                    in.constant(SETTLEMENTS),
                                    in.text()));

    static final Codec<AuditRow> AUDIT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.rse());
                        out.int32(row.account());
                        out.constant(row.state());
                        out.optional(row.dumpedAt(), RowWriter::instant);
                        out.instant(row.createdAt());
                        out.optional(row.endedAt(), RowWriter::instant);
                        out.int64(row.comparedIndex());
                        out.text(row.failure());
                        tally(out, row.tally());
                        out.optional(row.terms(), AuditCodecs::terms);
                        out.text(row.settledTo());
                        out.int64(row.settled().declared());
                        out.int64(row.settled().quarantined());
                        out.int64(row.settled().left());
                    },
                    in ->
                            new AuditRow(
                                    in.int32(),
                                    in.int32(),
                                    in.constant(STATES),
                                    in.optional(RowReader::instant),
                                    in.instant(),
                                    in.optional(RowReader::instant),
                                    in.int64(),
                                    in.text(),
                                    tally(in),
                                    in.optional(AuditCodecs::terms),
                                    in.text(),
                                    new AuditSettled(in.int64(), in.int64(), in.int64())));

    static final Codec<ScrubRow> SCRUB =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.round());
                        out.instant(row.begunAt());
                        out.int64(row.nextDid());
                        out.int64(row.files());
                        out.int64(row.bytes());
                        out.int64(row.bad());
                        out.text(row.held());
                        out.optional(row.endedAt(), RowWriter::instant);
                        out.int64(row.endedFiles());
                        out.int64(row.endedBad());
                    },
                    in ->
                            new ScrubRow(
                                    in.int64(),
                                    in.instant(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.text(),
                                    in.optional(RowReader::instant),
                                    in.int64(),
                                    in.int64()));

    private static void tally(RowWriter out, AuditTally tally) {
        count(out, tally.known());
        count(out, tally.listed());
        count(out, tally.lost());
        count(out, tally.dark());
        count(out, tally.wrongSize());
        out.int64(tally.lastCopies());
        out.int64(tally.unchecked());
        out.int64(tally.problems());
        out.int64(tally.untold());
    }

    private static AuditTally tally(RowReader in) {
        return new AuditTally(
                count(in),
                count(in),
                count(in),
                count(in),
                count(in),
                in.int64(),
                in.int64(),
                in.int64(),
                in.int64());
    }

    private static void count(RowWriter out, Count count) {
        out.int64(count.items());
        out.int64(count.bytes());
    }

    private static Count count(RowReader in) {
        return new Count(in.int64(), in.int64());
    }

    private static void terms(RowWriter out, AuditTerms terms) {
        out.flag(terms.lost());
        out.flag(terms.dark());
        out.int64(terms.olderThanSeconds());
        out.int32(terms.account());
    }

    private static AuditTerms terms(RowReader in) {
        return new AuditTerms(in.flag(), in.flag(), in.int64(), in.int32());
    }

    private AuditCodecs() {}
}
