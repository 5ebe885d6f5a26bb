package org.godwit.catalog.schema;

import java.util.List;
import org.godwit.catalog.Table;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;

/// All tables of the catalogue. Primary tables are written by decisions; those below "derived"
/// follow from them by [Derivations] and are never written by hand.
///
/// Numeric ids are given at insertion, from [#SEQUENCES], and never used again; things that agents
/// answer about have the index of the change set that made them. Attachments, replicas, locks and
/// requests all sort by the file's id first, so that planning a rule is a merge of sorted lists.
public final class Tables {
    /// Version of the tables as a whole; a storage refuses to open another one.
    public static final int SCHEMA_VERSION = 3;

    // Primary tables.
    public static final Table<String, Long> SEQUENCES =
            table("sequences", String.class, Long.class);
    public static final Table<Integer, AccountRow> ACCOUNTS =
            table("accounts", Integer.class, AccountRow.class);
    public static final Table<String, IdentityRow> IDENTITIES =
            table("identities", String.class, IdentityRow.class);
    public static final Table<Integer, ScopeRow> SCOPES =
            table("scopes", Integer.class, ScopeRow.class);
    public static final Table<Integer, SiteRow> SITES =
            table("sites", Integer.class, SiteRow.class);
    public static final Table<Integer, RseRow> RSES = table("rses", Integer.class, RseRow.class);
    public static final Table<String, AgentRow> AGENTS =
            table("agents", String.class, AgentRow.class);
    public static final Table<LinkKey, LinkRow> LINKS =
            table("links", LinkKey.class, LinkRow.class);
    public static final Table<LinkShareKey, LinkShareRow> LINK_SHARES =
            table("link-shares", LinkShareKey.class, LinkShareRow.class);
    public static final Table<Long, DidRow> DIDS = table("dids", Long.class, DidRow.class);
    public static final Table<ContentKey, ContentRow> CONTENTS =
            table("contents", ContentKey.class, ContentRow.class);
    public static final Table<ReplicaKey, ReplicaRow> REPLICAS =
            table("replicas", ReplicaKey.class, ReplicaRow.class);
    public static final Table<RuleId, RuleRow> RULES = table("rules", RuleId.class, RuleRow.class);
    public static final Table<RuleDidKey, TargetsRow> RULE_TARGETS =
            table("rule-targets", RuleDidKey.class, TargetsRow.class);

    /// Collections (or the file) of a rule whose locks are not all planned; the value is the last
    /// child that is.
    public static final Table<RuleDidKey, Long> RULE_PLAN =
            table("rule-plan", RuleDidKey.class, Long.class);

    public static final Table<LockKey, LockRow> LOCKS =
            table("locks", LockKey.class, LockRow.class);
    public static final Table<ReplicaKey, RequestRow> REQUESTS =
            table("requests", ReplicaKey.class, RequestRow.class);
    public static final Table<AttemptKey, AttemptRow> ATTEMPTS =
            table("attempts", AttemptKey.class, AttemptRow.class);
    public static final Table<Long, ScanRow> SCANS = table("scans", Long.class, ScanRow.class);
    public static final Table<ScanItemKey, ExpectedRow> SCAN_EXPECTED =
            table("scan-expected", ScanItemKey.class, ExpectedRow.class);
    public static final Table<ScanItemKey, String> SCAN_PROBLEMS =
            table("scan-problems", ScanItemKey.class, String.class);
    public static final Table<BinKey, BinRow> BINS = table("bins", BinKey.class, BinRow.class);
    public static final Table<CompletionKey, CompletionRow> COMPLETIONS =
            table("completions", CompletionKey.class, CompletionRow.class);

    /// Bytes that an account may hold at an RSE, -1 for any number.
    public static final Table<AccountRseKey, Long> ACCOUNT_LIMITS =
            table("account-limits", AccountRseKey.class, Long.class);

    /// Bytes that an account may hold at the RSEs of an expression together, -1 for any number.
    public static final Table<AccountTextKey, Long> GLOBAL_LIMITS =
            table("global-limits", AccountTextKey.class, Long.class);

    public static final Table<RuleEventKey, RuleEventRow> RULE_HISTORY =
            table("rule-history", RuleEventKey.class, RuleEventRow.class);
    public static final Table<Long, PlanRow> PLANS = table("plans", Long.class, PlanRow.class);
    public static final Table<Long, SubscriptionRow> SUBSCRIPTIONS =
            table("subscriptions", Long.class, SubscriptionRow.class);

    /// DIDs that are new and that no subscription has looked at yet.
    public static final Table<Long, Present> NEW_DIDS =
            table("new-dids", Long.class, Present.class);

    public static final Table<DidSubscriptionKey, SubscriptionMatchRow> SUBSCRIPTION_MATCHES =
            table("subscription-matches", DidSubscriptionKey.class, SubscriptionMatchRow.class);
    public static final Table<String, PolicyRow> POLICIES =
            table("policies", String.class, PolicyRow.class);

    /// Files that lie in an archive, which is a file.
    public static final Table<ContentKey, ContentRow> ARCHIVE_CONTENTS =
            table("archive-contents", ContentKey.class, ContentRow.class);

    /// The outbox: what happened, by the index of the change set and a number within it.
    public static final Table<Long, EventRow> EVENTS = table("events", Long.class, EventRow.class);

    /// Answers to requests that may be sent again.
    public static final Table<AnswerKey, AnswerRow> ANSWERS =
            table("answers", AnswerKey.class, AnswerRow.class);

    /// Replicas that are being deleted.
    public static final Table<ReplicaKey, DeletionRow> DELETIONS =
            table("deletions", ReplicaKey.class, DeletionRow.class);

    /// DIDs that were erased and may still be taken back, or are on their way out.
    public static final Table<Long, ErasureRow> ERASURES =
            table("erasures", Long.class, ErasureRow.class);

    /// What was lately set apart for deletion, by RSE.
    public static final Table<Integer, DeletionGuardRow> DELETION_GUARDS =
            table("deletion-guards", Integer.class, DeletionGuardRow.class);

    /// Replicas that were doubted, and what became of them.
    public static final Table<ReplicaKey, BadReplicaRow> BAD_REPLICAS =
            table("bad-replicas", ReplicaKey.class, BadReplicaRow.class);

    /// RSEs that are being taken out of use, or were.
    public static final Table<Integer, DrainRow> DRAINS =
            table("drains", Integer.class, DrainRow.class);

    /// Plans to move copies between RSEs.
    public static final Table<Long, MovePlanRow> MOVE_PLANS =
            table("move-plans", Long.class, MovePlanRow.class);

    /// Groups of a rule, or files by themselves, whose files are being moved to these RSEs.
    public static final Table<RuleDidKey, TargetsRow> PLANNED_MOVES =
            table("planned-moves", RuleDidKey.class, TargetsRow.class);

    /// Requests that wait, or have waited, for copies on their way to nearer places.
    public static final Table<ReplicaKey, RelayRow> RELAYS =
            table("relays", ReplicaKey.class, RelayRow.class);

    /// What links were last seen to carry.
    public static final Table<LinkKey, LinkRateRow> LINK_RATES =
            table("link-rates", LinkKey.class, LinkRateRow.class);

    public static final Table<Long, AuditRow> AUDITS = table("audits", Long.class, AuditRow.class);
    public static final Table<AuditFindingKey, AuditFindingRow> AUDIT_FINDINGS =
            table("audit-findings", AuditFindingKey.class, AuditFindingRow.class);

    /// How far RSEs have been read again.
    public static final Table<Integer, ScrubRow> SCRUBS =
            table("scrubs", Integer.class, ScrubRow.class);

    /// RSEs of which an audit is being acted upon: whoever declares a replica there looks first
    /// whether its file is about to be put aside.
    public static final Table<Integer, Long> AUDIT_FENCES =
            table("audit-fences", Integer.class, Long.class);

    // Derived tables.
    public static final Table<String, Integer> ACCOUNT_BY_NAME =
            table("account-by-name", String.class, Integer.class);
    public static final Table<String, Integer> SCOPE_BY_NAME =
            table("scope-by-name", String.class, Integer.class);
    public static final Table<String, Integer> SITE_BY_NAME =
            table("site-by-name", String.class, Integer.class);
    public static final Table<String, Integer> RSE_BY_NAME =
            table("rse-by-name", String.class, Integer.class);
    public static final Table<NameKey, Long> DID_BY_NAME =
            table("did-by-name", NameKey.class, Long.class);
    public static final Table<ParentKey, Present> PARENTS =
            table("parents", ParentKey.class, Present.class);
    public static final Table<RseDidKey, ReplicaState> REPLICAS_BY_RSE =
            table("replicas-by-rse", RseDidKey.class, ReplicaState.class);
    public static final Table<TombstoneKey, Present> TOMBSTONES =
            table("tombstones", TombstoneKey.class, Present.class);
    public static final Table<DidRuleKey, Present> RULES_BY_DID =
            table("rules-by-did", DidRuleKey.class, Present.class);
    public static final Table<StateRuleKey, Present> RULES_BY_STATE =
            table("rules-by-state", StateRuleKey.class, Present.class);
    public static final Table<TimeRuleKey, Present> RULE_EXPIRY =
            table("rule-expiry", TimeRuleKey.class, Present.class);
    public static final Table<RuleLockKey, LockState> LOCKS_BY_RULE =
            table("locks-by-rule", RuleLockKey.class, LockState.class);
    public static final Table<QueueKey, Long> REQUEST_QUEUE =
            table("request-queue", QueueKey.class, Long.class);
    public static final Table<TimeReplicaKey, Present> REQUEST_TIMERS =
            table("request-timers", TimeReplicaKey.class, Present.class);
    public static final Table<AgentOrderKey, HeldOrder> REQUESTS_BY_AGENT =
            table("requests-by-agent", AgentOrderKey.class, HeldOrder.class);
    public static final Table<Long, Present> OPEN_SCANS =
            table("open-scans", Long.class, Present.class);
    public static final Table<CounterKey, Count> COUNTERS =
            table("counters", CounterKey.class, Count.class);
    public static final Table<NameKey, Long> COLLECTION_BY_NAME =
            table("collection-by-name", NameKey.class, Long.class);
    public static final Table<MetadataKey, Present> COLLECTION_BY_METADATA =
            table("collection-by-metadata", MetadataKey.class, Present.class);
    public static final Table<TimeDidKey, Present> DID_EXPIRY =
            table("did-expiry", TimeDidKey.class, Present.class);
    public static final Table<ParentKey, Present> ARCHIVES =
            table("archives", ParentKey.class, Present.class);
    public static final Table<PathKey, Present> REPLICA_BY_PATH =
            table("replica-by-path", PathKey.class, Present.class);
    public static final Table<TimeAnswerKey, Present> ANSWER_EXPIRY =
            table("answer-expiry", TimeAnswerKey.class, Present.class);

    /// Locks that are to take the place of others of their rule and file once their replicas are
    /// there; the value is the RSE that is left then.
    public static final Table<LockKey, Integer> LOCK_MOVES =
            table("lock-moves", LockKey.class, Integer.class);

    /// Rules whose locks are looked at again after RSEs have changed, with how far that is:
    /// [Long#MIN_VALUE]` + n` while chosen RSEs are, up to group n, then the last file done.
    public static final Table<RuleId, Long> RULE_REVIEWS =
            table("rule-reviews", RuleId.class, Long.class);

    public static final Table<TimeRuleKey, Present> RULE_STARTS =
            table("rule-starts", TimeRuleKey.class, Present.class);
    public static final Table<RulePair, Present> RULE_PARENTS =
            table("rule-parents", RulePair.class, Present.class);
    public static final Table<TextRuleKey, Present> RULES_BY_POLICY =
            table("rules-by-policy", TextRuleKey.class, Present.class);
    public static final Table<DidTimeRuleKey, Present> RULE_HISTORY_BY_DID =
            table("rule-history-by-did", DidTimeRuleKey.class, Present.class);
    public static final Table<TimeRuleKey, Present> RULE_HISTORY_ENDS =
            table("rule-history-ends", TimeRuleKey.class, Present.class);
    public static final Table<AccountTextKey, Long> SUBSCRIPTION_BY_NAME =
            table("subscription-by-name", AccountTextKey.class, Long.class);

    /// Part of the format of version 3; nothing reads it.
    public static final Table<RuleLockKey, Present> STUCK_LOCKS =
            table("stuck-locks", RuleLockKey.class, Present.class);

    public static final Table<TombstoneKey, Present> DELETION_QUEUE =
            table("deletion-queue", TombstoneKey.class, Present.class);
    public static final Table<TimeReplicaKey, Present> ERASURES_DUE =
            table("erasures-due", TimeReplicaKey.class, Present.class);

    /// Tables that decisions write.
    public static final List<Table<?, ?>> PRIMARY =
            List.of(
                    SEQUENCES,
                    ACCOUNTS,
                    IDENTITIES,
                    SCOPES,
                    SITES,
                    RSES,
                    AGENTS,
                    LINKS,
                    LINK_SHARES,
                    DIDS,
                    CONTENTS,
                    REPLICAS,
                    RULES,
                    RULE_TARGETS,
                    RULE_PLAN,
                    LOCKS,
                    REQUESTS,
                    ATTEMPTS,
                    SCANS,
                    SCAN_EXPECTED,
                    SCAN_PROBLEMS,
                    BINS,
                    COMPLETIONS,
                    ACCOUNT_LIMITS,
                    GLOBAL_LIMITS,
                    RULE_HISTORY,
                    PLANS,
                    SUBSCRIPTIONS,
                    NEW_DIDS,
                    SUBSCRIPTION_MATCHES,
                    POLICIES,
                    LOCK_MOVES,
                    RULE_REVIEWS,
                    ARCHIVE_CONTENTS,
                    EVENTS,
                    ANSWERS,
                    DELETIONS,
                    ERASURES,
                    DELETION_GUARDS,
                    BAD_REPLICAS,
                    DRAINS,
                    MOVE_PLANS,
                    PLANNED_MOVES,
                    RELAYS,
                    LINK_RATES,
                    AUDITS,
                    AUDIT_FINDINGS,
                    AUDIT_FENCES,
                    SCRUBS);

    /// Tables that follow from the primary ones.
    public static final List<Table<?, ?>> DERIVED =
            List.of(
                    ACCOUNT_BY_NAME,
                    SCOPE_BY_NAME,
                    SITE_BY_NAME,
                    RSE_BY_NAME,
                    DID_BY_NAME,
                    PARENTS,
                    REPLICAS_BY_RSE,
                    TOMBSTONES,
                    RULES_BY_DID,
                    RULES_BY_STATE,
                    RULE_EXPIRY,
                    LOCKS_BY_RULE,
                    REQUEST_QUEUE,
                    REQUEST_TIMERS,
                    REQUESTS_BY_AGENT,
                    OPEN_SCANS,
                    COUNTERS,
                    RULE_STARTS,
                    RULE_PARENTS,
                    RULES_BY_POLICY,
                    RULE_HISTORY_BY_DID,
                    RULE_HISTORY_ENDS,
                    SUBSCRIPTION_BY_NAME,
                    STUCK_LOCKS,
                    COLLECTION_BY_NAME,
                    COLLECTION_BY_METADATA,
                    DID_EXPIRY,
                    ARCHIVES,
                    REPLICA_BY_PATH,
                    ANSWER_EXPIRY,
                    DELETION_QUEUE,
                    ERASURES_DUE);

    private Tables() {}

    private static <K extends Comparable<? super K>, V> Table<K, V> table(
            String name, Class<K> keyType, Class<V> valueType) {
        return new Table<>(name, keyType, valueType);
    }
}
