package org.godwit.store.schema;

import java.util.function.Function;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.RuleTerms;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.Notification;
import org.godwit.model.Preference;
import org.godwit.model.RuleState;

/// Codecs of rules, what they have chosen, and locks.
final class RuleCodecs {
    private static final Grouping[] GROUPINGS = Grouping.values();
    private static final RuleState[] RULE_STATES = RuleState.values();
    private static final LockState[] LOCK_STATES = LockState.values();
    private static final Notification[] NOTIFICATIONS = Notification.values();
    private static final Preference[] PREFERENCES = Preference.values();

    /// Version 2 ends with the terms, which rows of version 1 do not have.
    static final Codec<RuleRow> RULE =
            Codec.bare(
                    (out, row) -> {
                        out.octet(2);
                        writeRule(out, row);
                        writeTerms(out, row.terms());
                    },
                    RuleCodecs::readEither);

    static final Codec<TargetsRow> TARGETS =
            Codec.row(
                    1,
                    (out, row) -> out.list(row.rses(), RowWriter::int32),
                    in -> new TargetsRow(in.list(RowReader::int32)));

    static final Codec<LockRow> LOCK =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.constant(row.state());
                        out.int64(row.bytes());
                        out.int32(row.account());
                    },
                    in -> new LockRow(in.constant(LOCK_STATES), in.int64(), in.int32()));

    private RuleCodecs() {}

    private static void writeRule(RowWriter out, RuleRow row) {
        out.int64(row.did());
        out.int32(row.account());
        out.text(row.expression());
        out.int32(row.copies());
        out.constant(row.grouping());
        out.optional(row.weight(), RowWriter::text);
        out.optional(row.distinct(), RowWriter::text);
        out.optional(row.sourceExpression(), RowWriter::text);
        out.text(row.activity());
        out.int32(row.priority());
        out.flag(row.locked());
        out.flag(row.purgeReplicas());
        out.flag(row.ignoreAvailability());
        out.optional(row.comment(), RowWriter::text);
        out.optional(row.expiresAt(), RowWriter::instant);
        out.constant(row.state());
        out.optional(row.error(), RowWriter::text);
        out.instant(row.createdAt());
        out.instant(row.updatedAt());
    }

    private static RuleRow readEither(RowReader in) {
        int version = in.octet();
        if (version != 1 && version != 2) {
            throw new MalformedBytes("version " + version + " where 1 and 2 are known");
        }
        return readRule(in, version == 1 ? _ -> RuleTerms.PLAIN : RuleCodecs::readTerms);
    }

    private static void writeTerms(RowWriter out, RuleTerms terms) {
        out.constant(terms.notification());
        out.constant(terms.preference());
        out.flag(terms.ignoreLimit());
        out.flag(terms.splitContainer());
        out.optional(terms.child(), RowWriter::rule);
        out.optional(terms.startsAt(), RowWriter::instant);
        out.optional(terms.stuckSince(), RowWriter::instant);
        out.optional(terms.subscription(), RowWriter::int64);
        out.optional(terms.policy(), RowWriter::text);
        out.optional(terms.meta(), RowWriter::text);
    }

    private static RuleTerms readTerms(RowReader in) {
        return new RuleTerms(
                in.constant(NOTIFICATIONS),
                in.constant(PREFERENCES),
                in.flag(),
                in.flag(),
                in.optional(RowReader::rule),
                in.optional(RowReader::instant),
                in.optional(RowReader::instant),
                in.optional(RowReader::int64),
                in.optional(RowReader::text),
                in.optional(RowReader::text));
    }

    private static RuleRow readRule(RowReader in, Function<RowReader, RuleTerms> terms) {
        return new RuleRow(
                in.int64(),
                in.int32(),
                in.text(),
                in.int32(),
                in.constant(GROUPINGS),
                in.optional(RowReader::text),
                in.optional(RowReader::text),
                in.optional(RowReader::text),
                in.text(),
                in.int32(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.optional(RowReader::text),
                in.optional(RowReader::instant),
                in.constant(RULE_STATES),
                in.optional(RowReader::text),
                in.instant(),
                in.instant(),
                terms.apply(in));
    }
}
