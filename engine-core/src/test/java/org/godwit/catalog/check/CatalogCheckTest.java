package org.godwit.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AccountType;
import org.godwit.model.Bottleneck;
import org.godwit.model.DidType;
import org.godwit.model.Epoch;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogCheckTest {
    private static final Instant TIME = Instant.EPOCH;
    private static final RuleId RULE = new RuleId(1, 2);
    private static final ReplicaKey COPIED = new ReplicaKey(10, 1);
    private static final ReplicaKey COPYING = new ReplicaKey(10, 2);

    private final MemoryCatalog catalog = new MemoryCatalog();

    @BeforeEach
    void makeACatalogueInWhichAllIsRight() {
        Transaction tx = new Transaction(catalog.latest());
        tx.put(Tables.ACCOUNTS, 1, new AccountRow("root", AccountType.USER, true, TIME));
        tx.put(Tables.SCOPES, 1, new ScopeRow("demo", 1, TIME));
        tx.put(Tables.SITES, 1, new SiteRow("FR", "FR", TIME));
        for (int rse : List.of(1, 2)) {
            tx.put(
                    Tables.RSES,
                    rse,
                    new RseRow(
                            "FR-" + rse, 1, RseType.DISK, true, true, true, true, Map.of(), TIME));
        }
        tx.put(
                Tables.DIDS,
                10L,
                new DidRow(1, "f", DidType.FILE, 1, false, 100, 7, TIME, Map.of(), Map.of()));
        tx.put(Tables.REPLICAS, COPIED, replica(ReplicaState.AVAILABLE));
        tx.put(Tables.REPLICAS, COPYING, replica(ReplicaState.COPYING));
        tx.put(Tables.RULES, RULE, rule(RuleState.REPLICATING));
        tx.put(Tables.LOCKS, new LockKey(10, 1, RULE), new LockRow(LockState.OK, 100, 1));
        tx.put(Tables.LOCKS, new LockKey(10, 2, RULE), new LockRow(LockState.REPLICATING, 100, 1));
        tx.put(Tables.REQUESTS, COPYING, request());
        commit(tx.changes());
        assertThat(check()).isEmpty();
    }

    @Test
    void findsIndexRowsThatAreMissingWrongOrTooMany() {
        commit(
                List.of(
                        new Change.Delete<>(Tables.DID_BY_NAME, new NameKey(1, "f")),
                        new Change.Put<>(
                                Tables.REPLICAS_BY_RSE, new RseDidKey(1, 10), ReplicaState.BAD),
                        new Change.Put<>(Tables.SITE_BY_NAME, "UK", 9)));

        assertThat(check())
                .containsExactly(
                        "did-by-name NameKey[scope=1, name=f]: this index row is missing",
                        "replicas-by-rse RseDidKey[rse=1, did=10]: is BAD, must be AVAILABLE",
                        "site-by-name UK: nothing implies this index row");
    }

    @Test
    void findsSharesAndReportsThatDoNotFit() {
        commit(
                List.of(
                        new Change.Put<>(
                                Tables.LINK_SHARES,
                                new LinkShareKey(1, 1, "fr"),
                                new LinkShareRow(1, 5, 4, false, false, 1, TIME)),
                        new Change.Put<>(
                                Tables.COMPLETIONS,
                                new CompletionKey(0, 1, 1, "User"),
                                new CompletionRow(
                                        1, 9, 5, 3, Map.of(), Map.of(Bottleneck.LINK, 9L)))));

        assertThat(check())
                .satisfiesExactlyInAnyOrder(
                        finding -> assertThat(finding).endsWith("its agent fr does not exist"),
                        finding -> assertThat(finding).contains("its link is not configured"),
                        finding -> assertThat(finding).contains("grants 5 B/s while 4 may be"),
                        finding -> assertThat(finding).contains("limited 9 bytes, of 8 that"));
    }

    @Test
    void findsAStrayIndexRowBesideAMissingOne() {
        commit(
                List.of(
                        new Change.Delete<>(Tables.SITE_BY_NAME, "FR"),
                        new Change.Put<>(Tables.SITE_BY_NAME, "UK", 1)));

        assertThat(check())
                .containsExactly(
                        "site-by-name FR: this index row is missing",
                        "site-by-name UK: nothing implies this index row");
    }

    @Test
    void findsCountersThatAreMissingWrongOrTooMany() {
        commit(
                List.of(
                        new Change.Delete<>(Tables.COUNTERS, CounterKey.accountUsage(1, 1)),
                        new Change.Put<>(
                                Tables.COUNTERS, CounterKey.accountUsage(1, 2), new Count(2, 100)),
                        new Change.Put<>(
                                Tables.COUNTERS, CounterKey.content(77), new Count(1, 1))));

        assertThat(check())
                .hasSize(3)
                .anyMatch(finding ->
                        finding.contains("is missing, counted Count[items=1, bytes=100]"))
                .anyMatch(finding ->
                        finding.contains("says Count[items=2, bytes=100], counted Count[items=1"))
                .anyMatch(finding -> finding.contains("where there is nothing to count"));
    }

    @Test
    void findsALockWithoutItsRule() {
        write(tx -> tx.delete(Tables.RULES, RULE));

        assertThat(check()).hasSize(2).allMatch(f -> f.endsWith("its rule does not exist"));
    }

    @Test
    void findsACopyThatNobodyMakes() {
        write(tx -> tx.delete(Tables.REQUESTS, COPYING));

        assertThat(check()).singleElement().asString().contains("no request is to make it");
    }

    @Test
    void findsARequestThatNobodyWants() {
        write(tx -> tx.delete(Tables.LOCKS, new LockKey(10, 2, RULE)));

        assertThat(check()).singleElement().asString().contains("no lock wants");
    }

    @Test
    void findsARuleThatIsOkTooEarly() {
        write(tx -> tx.put(Tables.RULES, RULE, rule(RuleState.OK)));

        assertThat(check())
                .singleElement()
                .asString()
                .contains("it is OK but has 1 locks that are not, at RSE 2");
    }

    @Test
    void findsALockedReplicaThatMayBeDeleted() {
        write(tx ->
                tx.put(
                        Tables.REPLICAS,
                        COPIED,
                        new ReplicaRow(
                                ReplicaState.AVAILABLE,
                                1,
                                100,
                                Optional.of("p"),
                                1,
                                TIME,
                                Optional.of(TIME))));

        assertThat(check()).singleElement().asString().contains("has a tombstone although a rule");
    }

    @Test
    void countsAllFindingsButKeepsTheFirst() {
        write(tx -> tx.delete(Tables.DIDS, 10L));

        CheckReport report = CatalogCheck.run(catalog.latest(), 2, Progress.NONE);
        assertThat(report.findings()).hasSize(2);
        assertThat(report.findingsTotal()).isGreaterThan(2);
    }

    private List<String> check() {
        return CatalogCheck.run(catalog.latest(), 100, Progress.NONE).findings().stream()
                .map(Finding::toString)
                .toList();
    }

    private void write(java.util.function.Consumer<Transaction> change) {
        Transaction tx = new Transaction(catalog.latest());
        change.accept(tx);
        commit(tx.changes());
    }

    private void commit(List<Change<?, ?>> changes) {
        catalog.apply(
                        new ChangeSet(
                                catalog.lastIndex() + 1,
                                new Epoch(1, 1),
                                Tables.SCHEMA_VERSION,
                                TIME,
                                changes))
                .join();
    }

    private static ReplicaRow replica(ReplicaState state) {
        return new ReplicaRow(state, 1, 100, Optional.of("p"), 1, TIME, Optional.empty());
    }

    private static RuleRow rule(RuleState state) {
        return new RuleRow(
                10,
                1,
                "FR",
                2,
                Grouping.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "User Subscriptions",
                3,
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                state,
                Optional.empty(),
                TIME,
                TIME);
    }

    private static RequestRow request() {
        return new RequestRow(
                RULE,
                1,
                "User Subscriptions",
                3,
                100,
                RequestState.QUEUED,
                1,
                1,
                1,
                1,
                0,
                0,
                TIME,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }
}
