package org.godwit.catalog.schema;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.godwit.catalog.Derivation;
import org.godwit.catalog.Table;
import org.godwit.model.DidType;
import org.godwit.model.LockState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleState;

/// Every index and counter of the catalogue, as functions of the primary rows.
public final class Derivations {
    /// All derivations.
    public static final List<Derivation<?, ?>> ALL =
            List.of(
                    new Derivation<>(
                            Tables.ACCOUNTS,
                            (id, row, sink) -> sink.index(Tables.ACCOUNT_BY_NAME, row.name(), id)),
                    new Derivation<>(
                            Tables.SCOPES,
                            (id, row, sink) -> sink.index(Tables.SCOPE_BY_NAME, row.name(), id)),
                    new Derivation<>(
                            Tables.SITES,
                            (id, row, sink) -> sink.index(Tables.SITE_BY_NAME, row.name(), id)),
                    new Derivation<>(
                            Tables.RSES,
                            (id, row, sink) -> sink.index(Tables.RSE_BY_NAME, row.name(), id)),
                    new Derivation<>(Tables.DIDS, Derivations::did),
                    new Derivation<>(Tables.CONTENTS, Derivations::content),
                    new Derivation<>(Tables.REPLICAS, Derivations::replica),
                    new Derivation<>(Tables.RULES, Derivations::rule),
                    new Derivation<>(Tables.LOCKS, Derivations::lock),
                    new Derivation<>(Tables.REQUESTS, Derivations::request),
                    new Derivation<>(Tables.SCANS, Derivations::scan),
                    new Derivation<>(Tables.RULE_HISTORY, Derivations::history),
                    new Derivation<>(
                            Tables.SUBSCRIPTIONS,
                            (id, row, sink) ->
                                    sink.index(
                                            Tables.SUBSCRIPTION_BY_NAME,
                                            new AccountTextKey(row.account(), row.name()),
                                            id)),
                    new Derivation<>(
                            Tables.LOCK_MOVES,
                            (key, from, sink) -> sink.count(CounterKey.lockMoves(), 1, 0)),
                    new Derivation<>(Tables.ARCHIVE_CONTENTS, Derivations::constituent),
                    new Derivation<>(
                            Tables.EVENTS, (_, _, sink) -> sink.count(CounterKey.events(), 1, 0)),
                    new Derivation<>(Tables.ANSWERS, Derivations::answer),
                    new Derivation<>(
                            Tables.DELETIONS,
                            (key, row, sink) ->
                                    sink.index(
                                            Tables.DELETION_QUEUE,
                                            new TombstoneKey(key.rse(), row.due(), key.did()),
                                            Present.PRESENT)),
                    new Derivation<>(
                            Tables.ERASURES,
                            (id, row, sink) ->
                                    sink.index(
                                            Tables.ERASURES_DUE,
                                            new TimeReplicaKey(row.due(), id, 0),
                                            Present.PRESENT)));

    private static final Map<Table<?, ?>, List<Derivation.Rule<?, ?>>> BY_SOURCE =
            ALL.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Derivation::source,
                                    Collectors.mapping(
                                            Derivation::rule, Collectors.toUnmodifiableList())));

    private Derivations() {}

    /// What follows from the rows of a table.
    @SuppressWarnings("unchecked") // grouped by the very table whose types they have
    public static <K extends Comparable<? super K>, V> List<Derivation.Rule<K, V>> of(
            Table<K, V> table) {
        return (List<Derivation.Rule<K, V>>) (List<?>) BY_SOURCE.getOrDefault(table, List.of());
    }

    private static void did(Long id, DidRow row, Derivation.Sink sink) {
        NameKey name = new NameKey(row.scope(), row.name());
        sink.index(Tables.DID_BY_NAME, name, id);
        row.traits()
                .expiresAt()
                .ifPresent(time ->
                        sink.index(Tables.DID_EXPIRY, new TimeDidKey(time, id), Present.PRESENT));
        // Files are a thousand times as many as what holds them, and lists ask for the latter.
        if (row.type() != DidType.FILE) {
            sink.index(Tables.COLLECTION_BY_NAME, name, id);
            row.metadata()
                    .forEach((key, value) ->
                            sink.index(
                                    Tables.COLLECTION_BY_METADATA,
                                    MetadataKey.of(row.scope(), key, value, id),
                                    Present.PRESENT));
        }
    }

    private static void constituent(ContentKey key, ContentRow row, Derivation.Sink sink) {
        sink.index(Tables.ARCHIVES, new ParentKey(key.child(), key.parent()), Present.PRESENT);
        sink.count(CounterKey.content(key.parent()), 1, row.bytes());
    }

    private static void answer(AnswerKey key, AnswerRow row, Derivation.Sink sink) {
        sink.index(
                Tables.ANSWER_EXPIRY,
                new TimeAnswerKey(row.forgetAt(), key.account(), key.key()),
                Present.PRESENT);
        sink.count(CounterKey.answers(), 1, row.body().length());
    }

    private static void content(ContentKey key, ContentRow row, Derivation.Sink sink) {
        sink.index(Tables.PARENTS, new ParentKey(key.child(), key.parent()), Present.PRESENT);
        sink.count(
                CounterKey.content(key.parent()),
                1,
                row.childType() == DidType.FILE ? row.bytes() : 0);
    }

    private static void replica(ReplicaKey key, ReplicaRow row, Derivation.Sink sink) {
        sink.index(Tables.REPLICAS_BY_RSE, new RseDidKey(key.rse(), key.did()), row.state());
        sink.count(CounterKey.rseReplicas(key.rse(), row.state()), 1, row.bytes());
        row.path()
                .ifPresent(path ->
                        sink.index(
                                Tables.REPLICA_BY_PATH,
                                new PathKey(key.rse(), path, key.did()),
                                Present.PRESENT));
        row.tombstone()
                .ifPresent(time -> {
                    sink.index(
                            Tables.TOMBSTONES,
                            new TombstoneKey(key.rse(), time, key.did()),
                            Present.PRESENT);
                    sink.count(CounterKey.rseReclaimable(key.rse()), 1, row.bytes());
                });
    }

    private static void rule(org.godwit.model.RuleId id, RuleRow row, Derivation.Sink sink) {
        sink.index(Tables.RULES_BY_DID, new DidRuleKey(row.did(), id), Present.PRESENT);
        if (row.state() != RuleState.OK) {
            sink.index(Tables.RULES_BY_STATE, new StateRuleKey(row.state(), id), Present.PRESENT);
        }
        row.end()
                .ifPresent(time ->
                        sink.index(Tables.RULE_EXPIRY, new TimeRuleKey(time, id), Present.PRESENT));
        row.terms()
                .startsAt()
                .ifPresent(time ->
                        sink.index(Tables.RULE_STARTS, new TimeRuleKey(time, id), Present.PRESENT));
        row.terms()
                .child()
                .ifPresent(child ->
                        sink.index(Tables.RULE_PARENTS, new RulePair(child, id), Present.PRESENT));
        row.terms()
                .policy()
                .ifPresent(name ->
                        sink.index(
                                Tables.RULES_BY_POLICY,
                                new TextRuleKey(name, id),
                                Present.PRESENT));
    }

    private static void lock(LockKey key, LockRow row, Derivation.Sink sink) {
        sink.index(
                Tables.LOCKS_BY_RULE,
                new RuleLockKey(key.rule(), key.did(), key.rse()),
                row.state());
        sink.count(CounterKey.ruleLocks(key.rule(), key.rse(), row.state()), 1, row.bytes());
        sink.count(CounterKey.accountUsage(row.account(), key.rse()), 1, row.bytes());
        if (row.state() == LockState.STUCK) {
            sink.index(
                    Tables.STUCK_LOCKS,
                    new RuleLockKey(key.rule(), key.did(), key.rse()),
                    Present.PRESENT);
        }
    }

    private static void request(ReplicaKey key, RequestRow row, Derivation.Sink sink) {
        sink.count(
                CounterKey.linkRequests(row.sourceSite(), row.destinationSite(), row.state()),
                1,
                row.bytes());
        // Those without a source wait together, under source site 0, to be found again.
        if (row.state() == RequestState.QUEUED || row.state() == RequestState.NO_SOURCES) {
            sink.index(
                    Tables.REQUEST_QUEUE,
                    new QueueKey(
                            row.sourceSite(),
                            row.destinationSite(),
                            row.activity(),
                            row.queuePriority(),
                            row.since(),
                            key.did(),
                            key.rse()),
                    row.bytes());
        }
        row.notBefore()
                .ifPresent(time ->
                        sink.index(
                                Tables.REQUEST_TIMERS,
                                new TimeReplicaKey(time, key.did(), key.rse()),
                                Present.PRESENT));
        row.agent()
                .ifPresent(agent ->
                        sink.index(
                                Tables.REQUESTS_BY_AGENT,
                                new AgentOrderKey(agent, row.sourceSite(), key.did(), key.rse()),
                                new HeldOrder(row.priority(), row.bytes())));
    }

    private static void scan(Long id, ScanRow row, Derivation.Sink sink) {
        if (row.endedAt().isEmpty()) {
            sink.index(Tables.OPEN_SCANS, id, Present.PRESENT);
        }
    }

    private static void history(RuleEventKey key, RuleEventRow row, Derivation.Sink sink) {
        if (row.event() == RuleEvent.ADDED) {
            sink.index(
                    Tables.RULE_HISTORY_BY_DID,
                    new DidTimeRuleKey(row.did(), row.time(), key.rule()),
                    Present.PRESENT);
        }
        if (row.event() == RuleEvent.ENDED) {
            sink.index(
                    Tables.RULE_HISTORY_ENDS,
                    new TimeRuleKey(row.time(), key.rule()),
                    Present.PRESENT);
        }
    }
}
