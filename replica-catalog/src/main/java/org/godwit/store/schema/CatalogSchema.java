package org.godwit.store.schema;

import static org.godwit.store.schema.Profile.LARGE;
import static org.godwit.store.schema.Profile.QUEUE;
import static org.godwit.store.schema.Profile.RANGES;
import static org.godwit.store.schema.Profile.SMALL;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.Tables;

/// Every column family of the catalogue: one per table of [Tables], with how keys and rows become
/// bytes and how it is used. Primary tables first, then the derived ones. Key and value formats are
/// in `docs/formats/catalogue.md`.
///
/// | family | key | value |
/// |---|---|---|
/// | sequences | name | next number |
/// | accounts, scopes, sites, rses | id | row |
/// | identities | certificate name or token hash | account, label, times |
/// | agents | name | row |
/// | links | source site, destination site | limits |
/// | link-shares | source site, destination site, agent | its share of the cap |
/// | dids | id | scope, name, type, size, checksum, … |
/// | contents | parent, child | child's type and bytes |
/// | replicas | DID, RSE | state, generation, path, … |
/// | rules | rule | row |
/// | rule-targets | rule, collection | RSEs chosen |
/// | rule-plan | rule, collection | last child whose locks are planned |
/// | locks | DID, RSE, rule | state, bytes, account |
/// | requests | DID, RSE | state, source, attempts, … |
/// | attempts | DID, RSE, generation, attempt | how it ended |
/// | scans | scan | row |
/// | scan-expected | scan, name | size, checksum |
/// | scan-problems | scan, path | reason |
/// | bins | start, source, destination, activity, agent, incarnation | bytes |
/// | completions | start, source, destination, activity | files, bytes, failures |
/// | account-by-name, scope-by-name, site-by-name, rse-by-name | name | id |
/// | did-by-name | scope, name | id |
/// | parents | child, parent | – |
/// | replicas-by-rse | RSE, DID | state |
/// | tombstones | RSE, time, DID | – |
/// | rules-by-did | DID, rule | – |
/// | rules-by-state | state, rule | – |
/// | rule-expiry | time, rule | – |
/// | locks-by-rule | rule, DID, RSE | state |
/// | request-queue | source, destination, activity, priority ↓, time, DID, RSE | bytes |
/// | request-timers | time, DID, RSE | – |
/// | requests-by-agent | agent, source site, DID, RSE | priority, bytes |
/// | open-scans | scan | – |
/// | counters | kind, four numbers | items, bytes |
/// | account-limits | account, RSE | bytes |
/// | global-limits | account, expression | bytes |
/// | rule-history | rule, change set, number | what happened |
/// | plans | plan | statement, what was found and chosen |
/// | subscriptions | subscription | filter, rules, state |
/// | new-dids | DID | – |
/// | subscription-matches | DID, subscription | rules made |
/// | policies | name | data, rules |
/// | rule-starts | time, rule | – |
/// | rule-parents | child, parent | – |
/// | rules-by-policy | policy, rule | – |
/// | rule-history-by-did | DID, time, rule | – |
/// | rule-history-ends | time, rule | – |
/// | subscription-by-name | account, name | subscription |
/// | archive-contents | archive, file | file's type and bytes |
/// | events | change set and number | time, type, facts |
/// | answers | account, key | request, status, body, end |
/// | collection-by-name | scope, name | id |
/// | collection-by-metadata | scope, key, value, DID | – |
/// | did-expiry | time, DID | – |
/// | archives | file, archive | – |
/// | replica-by-path | RSE, path, DID | – |
/// | answer-expiry | time, account, key | – |
/// | deletions | DID, RSE | how far its deletion is |
/// | erasures | DID | when it goes |
/// | deletion-guards | RSE | what was set apart lately |
/// | deletion-queue | RSE, time, DID | – |
/// | erasures-due | time, DID, 0 | – |
/// | bad-replicas | DID, RSE | state, reason, suspicions |
/// | audits | audit | how far it is, what it has counted |
/// | audit-findings | audit, path, DID | kind, sizes, what became of it |
/// | audit-fences | RSE | audit |
/// | scrubs | RSE | how far its replicas have been read again |
public final class CatalogSchema {
    /// All column families.
    public static final List<Family<?, ?>> FAMILIES =
            List.of(
                    family(Tables.SEQUENCES, SMALL, KeyCodecs.STRING, ValueCodecs.LONG),
                    family(Tables.ACCOUNTS, SMALL, KeyCodecs.INTEGER, TopologyCodecs.ACCOUNT),
                    family(Tables.IDENTITIES, SMALL, KeyCodecs.STRING, TopologyCodecs.IDENTITY),
                    family(Tables.SCOPES, SMALL, KeyCodecs.INTEGER, TopologyCodecs.SCOPE),
                    family(Tables.SITES, SMALL, KeyCodecs.INTEGER, TopologyCodecs.SITE),
                    family(Tables.RSES, SMALL, KeyCodecs.INTEGER, TopologyCodecs.RSE),
                    family(Tables.AGENTS, SMALL, KeyCodecs.STRING, TopologyCodecs.AGENT),
                    family(Tables.LINKS, SMALL, KeyCodecs.LINK, TopologyCodecs.LINK),
                    family(
                            Tables.LINK_SHARES,
                            SMALL,
                            KeyCodecs.LINK_SHARE,
                            TopologyCodecs.LINK_SHARE),
                    family(Tables.DIDS, LARGE, KeyCodecs.LONG, DidCodec.DID),
                    family(Tables.CONTENTS, LARGE, KeyCodecs.CONTENT, NamespaceCodecs.CONTENT),
                    family(Tables.REPLICAS, LARGE, KeyCodecs.REPLICA, NamespaceCodecs.REPLICA),
                    family(Tables.RULES, LARGE, KeyCodecs.RULE_ID, RuleCodecs.RULE),
                    family(Tables.RULE_TARGETS, LARGE, KeyCodecs.RULE_DID, RuleCodecs.TARGETS),
                    family(Tables.RULE_PLAN, QUEUE, KeyCodecs.RULE_DID, ValueCodecs.LONG),
                    family(Tables.LOCKS, LARGE, KeyCodecs.LOCK, RuleCodecs.LOCK),
                    family(Tables.REQUESTS, QUEUE, KeyCodecs.REPLICA, TransferCodecs.REQUEST),
                    family(Tables.ATTEMPTS, LARGE, KeyCodecs.ATTEMPT, TransferCodecs.ATTEMPT),
                    family(Tables.SCANS, SMALL, KeyCodecs.LONG, NamespaceCodecs.SCAN),
                    family(
                            Tables.SCAN_EXPECTED,
                            QUEUE,
                            KeyCodecs.SCAN_ITEM,
                            NamespaceCodecs.EXPECTED),
                    family(Tables.SCAN_PROBLEMS, SMALL, KeyCodecs.SCAN_ITEM, ValueCodecs.STRING),
                    family(Tables.BINS, LARGE, KeyCodecs.BIN, TransferCodecs.BIN),
                    family(
                            Tables.COMPLETIONS,
                            LARGE,
                            KeyCodecs.COMPLETION,
                            TransferCodecs.COMPLETION),
                    family(
                            Tables.ACCOUNT_LIMITS,
                            SMALL,
                            PolicyCodecs.ACCOUNT_RSE,
                            ValueCodecs.LONG),
                    family(
                            Tables.GLOBAL_LIMITS,
                            SMALL,
                            PolicyCodecs.ACCOUNT_TEXT,
                            ValueCodecs.LONG),
                    family(
                            Tables.RULE_HISTORY,
                            LARGE,
                            PolicyCodecs.RULE_EVENT_KEY,
                            PolicyCodecs.RULE_EVENT),
                    family(Tables.PLANS, SMALL, KeyCodecs.LONG, PolicyCodecs.PLAN),
                    family(Tables.SUBSCRIPTIONS, SMALL, KeyCodecs.LONG, PolicyCodecs.SUBSCRIPTION),
                    family(Tables.NEW_DIDS, QUEUE, KeyCodecs.LONG, ValueCodecs.PRESENT),
                    family(
                            Tables.SUBSCRIPTION_MATCHES,
                            LARGE,
                            PolicyCodecs.DID_SUBSCRIPTION,
                            PolicyCodecs.SUBSCRIPTION_MATCH),
                    family(Tables.POLICIES, SMALL, KeyCodecs.STRING, PolicyCodecs.POLICY),
                    family(
                            Tables.ARCHIVE_CONTENTS,
                            LARGE,
                            KeyCodecs.CONTENT,
                            NamespaceCodecs.CONTENT),
                    family(Tables.EVENTS, QUEUE, KeyCodecs.LONG, OutboxCodecs.EVENT),
                    family(Tables.ANSWERS, QUEUE, OutboxCodecs.ANSWER_KEY, OutboxCodecs.ANSWER),
                    family(Tables.DELETIONS, QUEUE, KeyCodecs.REPLICA, DeletionCodecs.DELETION),
                    family(Tables.ERASURES, SMALL, KeyCodecs.LONG, DeletionCodecs.ERASURE),
                    family(Tables.DELETION_GUARDS, SMALL, KeyCodecs.INTEGER, DeletionCodecs.GUARD),
                    family(Tables.ACCOUNT_BY_NAME, SMALL, KeyCodecs.STRING, ValueCodecs.INTEGER),
                    family(Tables.SCOPE_BY_NAME, SMALL, KeyCodecs.STRING, ValueCodecs.INTEGER),
                    family(Tables.SITE_BY_NAME, SMALL, KeyCodecs.STRING, ValueCodecs.INTEGER),
                    family(Tables.RSE_BY_NAME, SMALL, KeyCodecs.STRING, ValueCodecs.INTEGER),
                    family(Tables.DID_BY_NAME, LARGE, KeyCodecs.NAME, ValueCodecs.LONG),
                    family(Tables.PARENTS, RANGES, KeyCodecs.PARENT, ValueCodecs.PRESENT),
                    family(
                            Tables.REPLICAS_BY_RSE,
                            RANGES,
                            KeyCodecs.RSE_DID,
                            ValueCodecs.REPLICA_STATE),
                    family(Tables.TOMBSTONES, QUEUE, KeyCodecs.TOMBSTONE, ValueCodecs.PRESENT),
                    family(Tables.RULES_BY_DID, LARGE, KeyCodecs.DID_RULE, ValueCodecs.PRESENT),
                    family(Tables.RULES_BY_STATE, QUEUE, KeyCodecs.STATE_RULE, ValueCodecs.PRESENT),
                    family(Tables.RULE_EXPIRY, QUEUE, KeyCodecs.TIME_RULE, ValueCodecs.PRESENT),
                    family(
                            Tables.LOCKS_BY_RULE,
                            LARGE,
                            KeyCodecs.RULE_LOCK,
                            ValueCodecs.LOCK_STATE),
                    family(Tables.REQUEST_QUEUE, QUEUE, KeyCodecs.QUEUE, ValueCodecs.LONG),
                    family(
                            Tables.REQUEST_TIMERS,
                            QUEUE,
                            KeyCodecs.TIME_REPLICA,
                            ValueCodecs.PRESENT),
                    family(
                            Tables.REQUESTS_BY_AGENT,
                            QUEUE,
                            KeyCodecs.AGENT_ORDER,
                            ValueCodecs.HELD_ORDER),
                    family(Tables.OPEN_SCANS, SMALL, KeyCodecs.LONG, ValueCodecs.PRESENT),
                    family(Tables.COUNTERS, LARGE, KeyCodecs.COUNTER, ValueCodecs.COUNT),
                    family(Tables.RULE_STARTS, QUEUE, KeyCodecs.TIME_RULE, ValueCodecs.PRESENT),
                    family(Tables.RULE_PARENTS, SMALL, PolicyCodecs.RULE_PAIR, ValueCodecs.PRESENT),
                    family(
                            Tables.RULES_BY_POLICY,
                            SMALL,
                            PolicyCodecs.TEXT_RULE,
                            ValueCodecs.PRESENT),
                    family(
                            Tables.RULE_HISTORY_BY_DID,
                            LARGE,
                            PolicyCodecs.DID_TIME_RULE,
                            ValueCodecs.PRESENT),
                    family(
                            Tables.RULE_HISTORY_ENDS,
                            QUEUE,
                            KeyCodecs.TIME_RULE,
                            ValueCodecs.PRESENT),
                    family(
                            Tables.SUBSCRIPTION_BY_NAME,
                            SMALL,
                            PolicyCodecs.ACCOUNT_TEXT,
                            ValueCodecs.LONG),
                    family(Tables.LOCK_MOVES, QUEUE, KeyCodecs.LOCK, ValueCodecs.INTEGER),
                    family(Tables.RULE_REVIEWS, QUEUE, KeyCodecs.RULE_ID, ValueCodecs.LONG),
                    family(Tables.STUCK_LOCKS, QUEUE, KeyCodecs.RULE_LOCK, ValueCodecs.PRESENT),
                    family(Tables.COLLECTION_BY_NAME, LARGE, KeyCodecs.NAME, ValueCodecs.LONG),
                    family(
                            Tables.COLLECTION_BY_METADATA,
                            RANGES,
                            OutboxCodecs.METADATA_KEY,
                            ValueCodecs.PRESENT),
                    family(Tables.DID_EXPIRY, QUEUE, OutboxCodecs.TIME_DID, ValueCodecs.PRESENT),
                    family(Tables.ARCHIVES, RANGES, KeyCodecs.PARENT, ValueCodecs.PRESENT),
                    family(
                            Tables.REPLICA_BY_PATH,
                            RANGES,
                            OutboxCodecs.PATH_KEY,
                            ValueCodecs.PRESENT),
                    family(
                            Tables.ANSWER_EXPIRY,
                            QUEUE,
                            OutboxCodecs.TIME_ANSWER,
                            ValueCodecs.PRESENT),
                    family(Tables.DELETION_QUEUE, QUEUE, KeyCodecs.TOMBSTONE, ValueCodecs.PRESENT),
                    family(Tables.ERASURES_DUE, QUEUE, KeyCodecs.TIME_REPLICA, ValueCodecs.PRESENT),
                    family(
                            Tables.BAD_REPLICAS,
                            SMALL,
                            KeyCodecs.REPLICA,
                            TransferCodecs.BAD_REPLICA),
                    family(Tables.DRAINS, SMALL, KeyCodecs.INTEGER, DrainCodecs.DRAIN),
                    family(Tables.MOVE_PLANS, SMALL, KeyCodecs.LONG, DrainCodecs.PLAN),
                    family(Tables.PLANNED_MOVES, QUEUE, KeyCodecs.RULE_DID, RuleCodecs.TARGETS),
                    family(Tables.RELAYS, QUEUE, KeyCodecs.REPLICA, DrainCodecs.RELAY),
                    family(Tables.LINK_RATES, SMALL, KeyCodecs.LINK, DrainCodecs.LINK_RATE),
                    family(Tables.AUDITS, SMALL, KeyCodecs.LONG, AuditCodecs.AUDIT),
                    family(
                            Tables.AUDIT_FINDINGS,
                            SMALL,
                            AuditCodecs.FINDING_KEY,
                            AuditCodecs.FINDING),
                    family(Tables.AUDIT_FENCES, SMALL, KeyCodecs.INTEGER, ValueCodecs.LONG),
                    family(Tables.SCRUBS, SMALL, KeyCodecs.INTEGER, AuditCodecs.SCRUB));

    private static final Map<Table<?, ?>, Family<?, ?>> BY_TABLE =
            FAMILIES.stream().collect(Collectors.toMap(Family::table, Function.identity()));

    private CatalogSchema() {}

    /// The column family of a table.
    @SuppressWarnings("unchecked") // mapped by the very table whose types it has
    public static <K extends Comparable<? super K>, V> Family<K, V> of(Table<K, V> table) {
        Family<?, ?> family = BY_TABLE.get(table);
        if (family == null) {
            throw new IllegalArgumentException("no column family for table " + table);
        }
        return (Family<K, V>) family;
    }

    private static <K extends Comparable<? super K>, V> Family<K, V> family(
            Table<K, V> table, Profile profile, Codec<K> keys, Codec<V> values) {
        return new Family<>(table, profile, keys, values);
    }
}
