package org.godwit.catalog.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AuditState;
import org.godwit.model.BadState;
import org.godwit.model.DidType;
import org.godwit.model.DrainState;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// What must hold between the rows of a catalogue after every change set, beyond indexes and
/// counters: nothing refers to what is not there, and states fit each other.
public final class CatalogInvariants {
    /// Something that must hold for each row of a table.
    @FunctionalInterface
    public interface Invariant<K, V> {
        /// Tells each way in which the row breaks it, in one line.
        void inspect(CatalogView view, K key, V row, Consumer<String> problems);
    }

    private record Entry<K extends Comparable<? super K>, V>(
            Table<K, V> table, Invariant<K, V> invariant) {}

    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private static final Map<Table<?, ?>, List<Entry<?, ?>>> ALL =
            Stream.<Entry<?, ?>>of(
                            new Entry<>(
                                    Tables.IDENTITIES,
                                    (view, key, row, problems) ->
                                            account(view, row.account(), problems)),
                            new Entry<>(
                                    Tables.SCOPES,
                                    (view, key, row, problems) ->
                                            account(view, row.account(), problems)),
                            new Entry<>(
                                    Tables.RSES,
                                    (view, key, row, problems) ->
                                            exists(
                                                    view,
                                                    Tables.SITES,
                                                    row.site(),
                                                    "site",
                                                    problems)),
                            new Entry<>(Tables.DIDS, CatalogInvariants::did),
                            new Entry<>(Tables.CONTENTS, CatalogInvariants::content),
                            new Entry<>(Tables.ARCHIVE_CONTENTS, CatalogInvariants::constituent),
                            new Entry<>(Tables.REPLICAS, CatalogInvariants::replica),
                            new Entry<>(Tables.RULES, CatalogInvariants::rule),
                            new Entry<>(Tables.RULE_TARGETS, CatalogInvariants::target),
                            new Entry<>(Tables.RULE_PLAN, CatalogInvariants::target),
                            new Entry<>(Tables.PLANNED_MOVES, CatalogInvariants::target),
                            new Entry<>(Tables.DRAINS, CatalogInvariants::drain),
                            new Entry<>(Tables.LOCKS, CatalogInvariants::lock),
                            new Entry<>(Tables.REQUESTS, CatalogInvariants::request),
                            new Entry<>(Tables.LINK_SHARES, CatalogInvariants::share),
                            new Entry<>(Tables.BAD_REPLICAS, CatalogInvariants::badReplica),
                            new Entry<>(
                                    Tables.AUDITS,
                                    (view, key, row, problems) -> {
                                        exists(view, Tables.RSES, row.rse(), "RSE", problems);
                                        account(view, row.account(), problems);
                                    }),
                            new Entry<>(
                                    Tables.AUDIT_FINDINGS,
                                    (view, key, row, problems) ->
                                            exists(
                                                    view,
                                                    Tables.AUDITS,
                                                    key.audit(),
                                                    "audit",
                                                    problems)),
                            new Entry<>(Tables.AUDIT_FENCES, CatalogInvariants::fence),
                            new Entry<>(
                                    Tables.SCRUBS,
                                    (view, key, row, problems) ->
                                            exists(view, Tables.RSES, key, "RSE", problems)),
                            new Entry<>(Tables.COMPLETIONS, CatalogInvariants::completion),
                            new Entry<>(Tables.LOCK_MOVES, CatalogInvariants::move),
                            new Entry<>(
                                    Tables.RULE_REVIEWS,
                                    (view, rule, done, problems) ->
                                            exists(view, Tables.RULES, rule, "rule", problems)),
                            new Entry<>(Tables.DELETIONS, CatalogInvariants::deletion),
                            new Entry<>(
                                    Tables.ERASURES,
                                    (view, key, row, problems) ->
                                            exists(view, Tables.DIDS, key, "DID", problems)),
                            new Entry<>(
                                    Tables.DELETION_GUARDS,
                                    (view, key, row, problems) ->
                                            exists(view, Tables.RSES, key, "RSE", problems)))
                    .collect(Collectors.groupingBy(Entry::table));

    private CatalogInvariants() {}

    /// What must hold for the rows of a table.
    @SuppressWarnings("unchecked") // grouped by the very table whose types they have
    public static <K extends Comparable<? super K>, V> List<Invariant<K, V>> of(Table<K, V> table) {
        return ALL.getOrDefault(table, List.of()).stream()
                .map(entry -> ((Entry<K, V>) entry).invariant())
                .toList();
    }

    private static void fence(
            CatalogView view, Integer rse, Long audit, Consumer<String> problems) {
        Optional<AuditRow> row = view.get(Tables.AUDITS, audit);
        if (row.filter(a -> a.rse() == rse && a.state() == AuditState.APPLYING).isEmpty()) {
            problems.accept("audit " + audit + " is not being acted upon there");
        }
    }

    private static void did(CatalogView view, Long id, DidRow row, Consumer<String> problems) {
        exists(view, Tables.SCOPES, row.scope(), "scope", problems);
        account(view, row.account(), problems);
    }

    private static void content(
            CatalogView view, ContentKey key, ContentRow row, Consumer<String> problems) {
        if (view.get(Tables.DIDS, key.parent())
                .filter(parent -> parent.type() != DidType.FILE)
                .isEmpty()) {
            problems.accept("its parent is not a collection of the catalogue");
        }
        Optional<DidRow> child = view.get(Tables.DIDS, key.child());
        if (child.isEmpty()) {
            problems.accept("its child does not exist");
        } else if (child.get().type() != row.childType()) {
            problems.accept("its child is a " + child.get().type());
        } else if (row.childType() == DidType.FILE && child.get().bytes() != row.bytes()) {
            problems.accept("its file has " + child.get().bytes() + " bytes");
        }
    }

    private static void constituent(
            CatalogView view, ContentKey key, ContentRow row, Consumer<String> problems) {
        Optional<DidRow> archive = view.get(Tables.DIDS, key.parent());
        if (archive.filter(holder -> holder.traits().has(DidFlag.ARCHIVE)).isEmpty()) {
            problems.accept("what holds it is not an archive of the catalogue");
        } else if (archive.get().traits().has(DidFlag.CONSTITUENT)) {
            problems.accept("its archive lies in an archive");
        }
        if (view.get(Tables.DIDS, key.child())
                .filter(file -> file.traits().has(DidFlag.CONSTITUENT))
                .isEmpty()) {
            problems.accept("it is not known to lie in an archive");
        }
        file(view, key.child(), row.bytes(), problems);
    }

    /// What is lost with the storage of an RSE is known as lost while its replica is gone.
    private static void badReplica(
            CatalogView view, ReplicaKey key, BadReplicaRow row, Consumer<String> problems) {
        if (row.state() == BadState.LOST) {
            exists(view, Tables.DIDS, key.did(), "file", problems);
            exists(view, Tables.RSES, key.rse(), "RSE", problems);
        } else {
            exists(view, Tables.REPLICAS, key, "replica", problems);
        }
        account(view, row.account(), problems);
    }

    private static void replica(
            CatalogView view, ReplicaKey key, ReplicaRow row, Consumer<String> problems) {
        file(view, key.did(), row.bytes(), problems);
        exists(view, Tables.RSES, key.rse(), "RSE", problems);
        boolean requested = view.get(Tables.REQUESTS, key).isPresent();
        if (row.state() == ReplicaState.COPYING && !requested) {
            problems.accept("it is COPYING but no request is to make it");
        }
        boolean deleting = view.get(Tables.DELETIONS, key).isPresent();
        if (deleting != (row.state() == ReplicaState.BEING_DELETED)) {
            problems.accept(
                    "it is "
                            + row.state()
                            + ", its deletion is "
                            + (deleting ? "there" : "missing"));
        }
        if (row.tombstone().isPresent() && locked(view, key)) {
            problems.accept("it has a tombstone although a rule locks it");
        }
    }

    private static void rule(CatalogView view, RuleId id, RuleRow row, Consumer<String> problems) {
        exists(view, Tables.DIDS, row.did(), "DID", problems);
        account(view, row.account(), problems);
        if (row.state() != RuleState.OK) {
            return;
        }
        try (Cursor<CounterKey, Count> locks =
                view.scan(
                        Tables.COUNTERS,
                        CounterKey.ruleLocksBegin(id),
                        CounterKey.ruleLocksEnd(id))) {
            while (locks.hasNext()) {
                Map.Entry<CounterKey, Count> count = locks.next();
                if (count.getKey().lockState() != LockState.OK) {
                    problems.accept(
                            "it is OK but has "
                                    + count.getValue().items()
                                    + " locks that are not, at RSE "
                                    + count.getKey().lockRse());
                }
            }
        }
    }

    private static void target(
            CatalogView view, RuleDidKey key, Object row, Consumer<String> problems) {
        // The DID may have come to its end since the rule reached it.
        exists(view, Tables.RULES, key.rule(), "rule", problems);
    }

    private static void lock(
            CatalogView view, LockKey key, LockRow row, Consumer<String> problems) {
        file(view, key.did(), row.bytes(), problems);
        exists(view, Tables.RSES, key.rse(), "RSE", problems);
        Optional<RuleRow> rule = view.get(Tables.RULES, key.rule());
        if (rule.isEmpty()) {
            problems.accept("its rule does not exist");
        } else if (rule.get().account() != row.account()) {
            problems.accept("its rule belongs to account " + rule.get().account());
        }
        Optional<ReplicaState> replica =
                view.get(Tables.REPLICAS, new ReplicaKey(key.did(), key.rse()))
                        .map(ReplicaRow::state);
        if (replica.isEmpty()) {
            problems.accept("it locks a replica that does not exist");
        } else if (row.state() == LockState.OK
                && (replica.get() == ReplicaState.COPYING
                        || replica.get() == ReplicaState.BAD
                        || replica.get() == ReplicaState.BEING_DELETED)) {
            problems.accept("it is OK but its replica is " + replica.get());
        }
    }

    private static void move(
            CatalogView view, LockKey key, Integer from, Consumer<String> problems) {
        exists(view, Tables.LOCKS, key, "lock", problems);
        exists(view, Tables.RSES, from, "RSE", problems);
    }

    private static void request(
            CatalogView view, ReplicaKey key, RequestRow row, Consumer<String> problems) {
        if (!locked(view, key)) {
            problems.accept("no lock wants what it is to make");
        }
        if (view.get(Tables.REPLICAS, key).isEmpty()) {
            problems.accept("the replica that it is to make does not exist");
        }
        if (row.agent().isPresent() != (row.state() == RequestState.SUBMITTED)) {
            problems.accept("it is " + row.state() + " with agent " + row.agent().orElse("none"));
        }
    }

    private static void deletion(
            CatalogView view, ReplicaKey key, DeletionRow row, Consumer<String> problems) {
        Optional<ReplicaRow> replica = view.get(Tables.REPLICAS, key);
        if (replica.isEmpty()) {
            problems.accept("the replica that is to be deleted does not exist");
        } else if (replica.get().state() != ReplicaState.BEING_DELETED
                || replica.get().generation() != row.generation()) {
            problems.accept("its replica is " + replica.get());
        }
        if (row.agent().isEmpty() && row.good() && locked(view, key)) {
            problems.accept("a rule locks the replica, whose deletion was never ordered");
        }
    }

    private static void drain(
            CatalogView view, Integer rse, DrainRow row, Consumer<String> problems) {
        exists(view, Tables.RSES, rse, "RSE", problems);
        account(view, row.account(), problems);
        if (row.state() != DrainState.DECOMMISSIONED) {
            return;
        }
        for (ReplicaState state : ReplicaState.values()) {
            if (view.get(Tables.COUNTERS, CounterKey.rseReplicas(rse, state)).isPresent()) {
                problems.accept("it is decommissioned and holds replicas that are " + state);
            }
        }
    }

    private static void share(
            CatalogView view, LinkShareKey key, LinkShareRow row, Consumer<String> problems) {
        exists(view, Tables.AGENTS, key.agent(), "agent", problems);
        if (view.get(Tables.LINKS, new LinkKey(key.source(), key.destination())).isEmpty()) {
            problems.accept("its link is not configured, hence has no cap");
        }
        if (row.granted() < 1 || row.granted() > row.held()) {
            problems.accept(
                    "it grants " + row.granted() + " B/s while " + row.held() + " may be taken");
        }
    }

    private static void completion(
            CatalogView view, CompletionKey key, CompletionRow row, Consumer<String> problems) {
        long limited = row.limited().values().stream().mapToLong(Long::longValue).sum();
        long moved = row.bytesMoved() + row.bytesFailed();
        if (limited > moved) {
            problems.accept(
                    "it says what limited " + limited + " bytes, of " + moved + " that were moved");
        }
    }

    private static boolean locked(CatalogView view, ReplicaKey key) {
        try (Cursor<LockKey, LockRow> locks =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(key.did(), key.rse(), FIRST_RULE),
                        new LockKey(key.did(), key.rse() + 1, FIRST_RULE))) {
            return locks.hasNext();
        }
    }

    private static void file(CatalogView view, long did, long bytes, Consumer<String> problems) {
        Optional<DidRow> file = view.get(Tables.DIDS, did);
        if (file.isEmpty()) {
            problems.accept("its DID does not exist");
        } else if (file.get().type() != DidType.FILE) {
            problems.accept("its DID is a " + file.get().type());
        } else if (file.get().bytes() != bytes) {
            problems.accept("its file has " + file.get().bytes() + " bytes");
        }
    }

    private static void account(CatalogView view, int account, Consumer<String> problems) {
        exists(view, Tables.ACCOUNTS, account, "account", problems);
    }

    private static <K extends Comparable<? super K>> void exists(
            CatalogView view, Table<K, ?> table, K key, String what, Consumer<String> problems) {
        if (view.get(table, key).isEmpty()) {
            problems.accept("its " + what + " " + key + " does not exist");
        }
    }
}
