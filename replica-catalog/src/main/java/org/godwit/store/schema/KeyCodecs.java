package org.godwit.store.schema;

import org.godwit.catalog.schema.AgentOrderKey;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidRuleKey;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ParentKey;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.StateRuleKey;
import org.godwit.catalog.schema.TimeReplicaKey;
import org.godwit.catalog.schema.TimeRuleKey;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// One codec for each type of key: the fields in the order in which `compareTo` looks at them.
final class KeyCodecs {
    private static final RuleState[] RULE_STATES = RuleState.values();
    private static final CounterKey.Kind[] COUNTER_KINDS = CounterKey.Kind.values();

    private static final int INT32 = Integer.BYTES;
    private static final int INT64 = Long.BYTES;
    private static final int RULE = 2 * Long.BYTES;
    private static final int NAME_HINT = 96;

    static final Codec<Integer> INTEGER =
            Codec.key(INT32, (out, key) -> out.int32(key), KeyReader::int32);

    static final Codec<Long> LONG =
            Codec.key(INT64, (out, key) -> out.int64(key), KeyReader::int64);

    static final Codec<String> STRING =
            Codec.key(NAME_HINT, KeyWriter::lastText, KeyReader::lastText);

    static final Codec<RuleId> RULE_ID = Codec.key(RULE, KeyWriter::rule, KeyReader::rule);

    static final Codec<LinkKey> LINK =
            Codec.key(
                    2 * INT32,
                    (out, key) -> {
                        out.int32(key.source());
                        out.int32(key.destination());
                    },
                    in -> new LinkKey(in.int32(), in.int32()));

    static final Codec<ContentKey> CONTENT =
            Codec.key(
                    2 * INT64,
                    (out, key) -> {
                        out.int64(key.parent());
                        out.int64(key.child());
                    },
                    in -> new ContentKey(in.int64(), in.int64()));

    static final Codec<ParentKey> PARENT =
            Codec.key(
                    2 * INT64,
                    (out, key) -> {
                        out.int64(key.child());
                        out.int64(key.parent());
                    },
                    in -> new ParentKey(in.int64(), in.int64()));

    static final Codec<NameKey> NAME =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int32(key.scope());
                        out.text(key.name());
                    },
                    in -> new NameKey(in.int32(), in.text()));

    static final Codec<ReplicaKey> REPLICA =
            Codec.key(
                    INT64 + INT32,
                    (out, key) -> {
                        out.int64(key.did());
                        out.int32(key.rse());
                    },
                    in -> new ReplicaKey(in.int64(), in.int32()));

    static final Codec<RseDidKey> RSE_DID =
            Codec.key(
                    INT32 + INT64,
                    (out, key) -> {
                        out.int32(key.rse());
                        out.int64(key.did());
                    },
                    in -> new RseDidKey(in.int32(), in.int64()));

    static final Codec<TombstoneKey> TOMBSTONE =
            Codec.key(
                    INT32 + 2 * INT64,
                    (out, key) -> {
                        out.int32(key.rse());
                        out.instant(key.time());
                        out.int64(key.did());
                    },
                    in -> new TombstoneKey(in.int32(), in.instant(), in.int64()));

    static final Codec<RuleDidKey> RULE_DID =
            Codec.key(
                    RULE + INT64,
                    (out, key) -> {
                        out.rule(key.rule());
                        out.int64(key.did());
                    },
                    in -> new RuleDidKey(in.rule(), in.int64()));

    static final Codec<DidRuleKey> DID_RULE =
            Codec.key(
                    INT64 + RULE,
                    (out, key) -> {
                        out.int64(key.did());
                        out.rule(key.rule());
                    },
                    in -> new DidRuleKey(in.int64(), in.rule()));

    static final Codec<StateRuleKey> STATE_RULE =
            Codec.key(
                    1 + RULE,
                    (out, key) -> {
                        out.constant(key.state());
                        out.rule(key.rule());
                    },
                    in -> new StateRuleKey(in.constant(RULE_STATES), in.rule()));

    static final Codec<TimeRuleKey> TIME_RULE =
            Codec.key(
                    INT64 + RULE,
                    (out, key) -> {
                        out.instant(key.time());
                        out.rule(key.rule());
                    },
                    in -> new TimeRuleKey(in.instant(), in.rule()));

    static final Codec<LockKey> LOCK =
            Codec.key(
                    INT64 + INT32 + RULE,
                    (out, key) -> {
                        out.int64(key.did());
                        out.int32(key.rse());
                        out.rule(key.rule());
                    },
                    in -> new LockKey(in.int64(), in.int32(), in.rule()));

    static final Codec<RuleLockKey> RULE_LOCK =
            Codec.key(
                    RULE + INT64 + INT32,
                    (out, key) -> {
                        out.rule(key.rule());
                        out.int64(key.did());
                        out.int32(key.rse());
                    },
                    in -> new RuleLockKey(in.rule(), in.int64(), in.int32()));

    static final Codec<AttemptKey> ATTEMPT =
            Codec.key(
                    2 * INT64 + 2 * INT32,
                    (out, key) -> {
                        out.int64(key.did());
                        out.int32(key.rse());
                        out.int64(key.generation());
                        out.int32(key.attempt());
                    },
                    in -> new AttemptKey(in.int64(), in.int32(), in.int64(), in.int32()));

    static final Codec<ScanItemKey> SCAN_ITEM =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int64(key.scan());
                        out.text(key.name());
                    },
                    in -> new ScanItemKey(in.int64(), in.text()));

    static final Codec<BinKey> BIN =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int64(key.start());
                        out.int32(key.source());
                        out.int32(key.destination());
                        out.text(key.activity());
                        out.text(key.agent());
                        out.int64(key.incarnation());
                    },
                    in ->
                            new BinKey(
                                    in.int64(),
                                    in.int32(),
                                    in.int32(),
                                    in.text(),
                                    in.text(),
                                    in.int64()));

    static final Codec<CompletionKey> COMPLETION =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int64(key.start());
                        out.int32(key.source());
                        out.int32(key.destination());
                        out.text(key.activity());
                    },
                    in -> new CompletionKey(in.int64(), in.int32(), in.int32(), in.text()));

    static final Codec<QueueKey> QUEUE =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int32(key.source());
                        out.int32(key.destination());
                        out.text(key.activity());
                        out.int32Descending(key.priority());
                        out.instant(key.since());
                        out.int64(key.did());
                        out.int32(key.rse());
                    },
                    in ->
                            new QueueKey(
                                    in.int32(),
                                    in.int32(),
                                    in.text(),
                                    in.int32Descending(),
                                    in.instant(),
                                    in.int64(),
                                    in.int32()));

    static final Codec<TimeReplicaKey> TIME_REPLICA =
            Codec.key(
                    2 * INT64 + INT32,
                    (out, key) -> {
                        out.instant(key.time());
                        out.int64(key.did());
                        out.int32(key.rse());
                    },
                    in -> new TimeReplicaKey(in.instant(), in.int64(), in.int32()));

    static final Codec<AgentOrderKey> AGENT_ORDER =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.text(key.agent());
                        out.int32(key.sourceSite());
                        out.int64(key.did());
                        out.int32(key.rse());
                    },
                    in -> new AgentOrderKey(in.text(), in.int32(), in.int64(), in.int32()));

    static final Codec<LinkShareKey> LINK_SHARE =
            Codec.key(
                    NAME_HINT,
                    (out, key) -> {
                        out.int32(key.source());
                        out.int32(key.destination());
                        out.text(key.agent());
                    },
                    in -> new LinkShareKey(in.int32(), in.int32(), in.text()));

    static final Codec<CounterKey> COUNTER =
            Codec.key(
                    1 + 4 * INT64,
                    (out, key) -> {
                        out.constant(key.kind());
                        out.int64(key.a());
                        out.int64(key.b());
                        out.int64(key.c());
                        out.int64(key.d());
                    },
                    in ->
                            new CounterKey(
                                    in.constant(COUNTER_KINDS),
                                    in.int64(),
                                    in.int64(),
                                    in.int64(),
                                    in.int64()));

    private KeyCodecs() {}
}
