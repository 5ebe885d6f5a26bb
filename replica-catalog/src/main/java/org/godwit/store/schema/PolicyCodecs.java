package org.godwit.store.schema;

import org.godwit.catalog.schema.AccountRseKey;
import org.godwit.catalog.schema.AccountTextKey;
import org.godwit.catalog.schema.DidSubscriptionKey;
import org.godwit.catalog.schema.DidTimeRuleKey;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.PolicyRow;
import org.godwit.catalog.schema.RuleEventKey;
import org.godwit.catalog.schema.RuleEventRow;
import org.godwit.catalog.schema.RulePair;
import org.godwit.catalog.schema.SubscriptionMatchRow;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.TextRuleKey;
import org.godwit.model.RuleEvent;
import org.godwit.model.SubscriptionState;

/// Codecs of what stands around rules: limits, history, plans, subscriptions, policies.
final class PolicyCodecs {
    private static final RuleEvent[] EVENTS = RuleEvent.values();
    private static final SubscriptionState[] SUBSCRIPTION_STATES = SubscriptionState.values();

    private static final int INT32 = Integer.BYTES;
    private static final int INT64 = Long.BYTES;
    private static final int RULE = 2 * Long.BYTES;
    private static final int NAME_HINT = 64;

    static final Codec<AccountRseKey> ACCOUNT_RSE =
            Codec.key(
                    2 * INT32,
                    (out, key) -> {
                        out.int32(key.account());
                        out.int32(key.rse());
                    },
                    in -> new AccountRseKey(in.int32(), in.int32()));

    static final Codec<AccountTextKey> ACCOUNT_TEXT =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int32(key.account());
                        out.text(key.text());
                    },
                    in -> new AccountTextKey(in.int32(), in.text()));

    static final Codec<RulePair> RULE_PAIR =
            Codec.key(
                    2 * RULE,
                    (out, key) -> {
                        out.rule(key.child());
                        out.rule(key.parent());
                    },
                    in -> new RulePair(in.rule(), in.rule()));

    static final Codec<TextRuleKey> TEXT_RULE =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.text(key.name());
                        out.rule(key.rule());
                    },
                    in -> new TextRuleKey(in.text(), in.rule()));

    static final Codec<RuleEventKey> RULE_EVENT_KEY =
            Codec.key(
                    RULE + INT64 + INT32,
                    (out, key) -> {
                        out.rule(key.rule());
                        out.int64(key.index());
                        out.int32(key.number());
                    },
                    in -> new RuleEventKey(in.rule(), in.int64(), in.int32()));

    static final Codec<DidTimeRuleKey> DID_TIME_RULE =
            Codec.key(
                    2 * INT64 + RULE,
                    (out, key) -> {
                        out.int64(key.did());
                        out.instant(key.time());
                        out.rule(key.rule());
                    },
                    in -> new DidTimeRuleKey(in.int64(), in.instant(), in.rule()));

    static final Codec<DidSubscriptionKey> DID_SUBSCRIPTION =
            Codec.key(
                    2 * INT64,
                    (out, key) -> {
                        out.int64(key.did());
                        out.int64(key.subscription());
                    },
                    in -> new DidSubscriptionKey(in.int64(), in.int64()));

    static final Codec<RuleEventRow> RULE_EVENT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int64(row.did());
                        out.instant(row.time());
                        out.constant(row.event());
                        out.text(row.rule());
                        out.text(row.by());
                        out.text(row.note());
                    },
                    in ->
                            new RuleEventRow(
                                    in.int64(),
                                    in.instant(),
                                    in.constant(EVENTS),
                                    in.text(),
                                    in.text(),
                                    in.text()));

    static final Codec<PlanRow> PLAN =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.list(row.statements(), RowWriter::text);
                        out.int32(row.account());
                        out.text(row.report());
                        out.list(row.targets(), PolicyCodecs::writeTarget);
                        out.list(row.facts(), RowWriter::text);
                        out.flag(row.ignoreLimit());
                        out.optional(row.meta(), RowWriter::text);
                        out.instant(row.createdAt());
                    },
                    in ->
                            new PlanRow(
                                    in.list(RowReader::text),
                                    in.int32(),
                                    in.text(),
                                    in.list(PolicyCodecs::readTarget),
                                    in.list(RowReader::text),
                                    in.flag(),
                                    in.optional(RowReader::text),
                                    in.instant()));

    static final Codec<SubscriptionRow> SUBSCRIPTION =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.name());
                        out.int32(row.account());
                        out.constant(row.state());
                        out.map(
                                row.filter(),
                                RowWriter::text,
                                (inner, texts) -> inner.list(texts, RowWriter::text));
                        out.list(row.rules(), RowWriter::text);
                        out.optional(row.comment(), RowWriter::text);
                        out.optional(row.error(), RowWriter::text);
                        out.optional(row.expiresAt(), RowWriter::instant);
                        out.int64(row.matched());
                        out.optional(row.reevaluating(), RowWriter::int64);
                        out.instant(row.createdAt());
                        out.instant(row.updatedAt());
                    },
                    in ->
                            new SubscriptionRow(
                                    in.text(),
                                    in.int32(),
                                    in.constant(SUBSCRIPTION_STATES),
                                    in.map(RowReader::text, inner -> inner.list(RowReader::text)),
                                    in.list(RowReader::text),
                                    in.optional(RowReader::text),
                                    in.optional(RowReader::text),
                                    in.optional(RowReader::instant),
                                    in.int64(),
                                    in.optional(RowReader::int64),
                                    in.instant(),
                                    in.instant()));

    static final Codec<SubscriptionMatchRow> SUBSCRIPTION_MATCH =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.instant(row.time());
                        out.list(row.rules(), RowWriter::rule);
                        out.text(row.error());
                    },
                    in ->
                            new SubscriptionMatchRow(
                                    in.instant(), in.list(RowReader::rule), in.text()));

    static final Codec<PolicyRow> POLICY =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.int32(row.account());
                        out.list(row.data(), RowWriter::text);
                        out.list(row.rules(), RowWriter::text);
                        out.optional(row.comment(), RowWriter::text);
                        out.instant(row.createdAt());
                        out.instant(row.updatedAt());
                    },
                    in ->
                            new PolicyRow(
                                    in.int32(),
                                    in.list(RowReader::text),
                                    in.list(RowReader::text),
                                    in.optional(RowReader::text),
                                    in.instant(),
                                    in.instant()));

    private PolicyCodecs() {}

    private static void writeTarget(RowWriter out, PlanRow.PlanTarget target) {
        out.int32(target.rule());
        out.int64(target.did());
        out.list(target.rses(), RowWriter::int32);
    }

    private static PlanRow.PlanTarget readTarget(RowReader in) {
        return new PlanRow.PlanTarget(in.int32(), in.int64(), in.list(RowReader::int32));
    }
}
