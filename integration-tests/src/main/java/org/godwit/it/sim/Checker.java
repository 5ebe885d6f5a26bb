package org.godwit.it.sim;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.CatalogInvariants;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.LinkLoad;
import org.jspecify.annotations.Nullable;

/// Holds the invariants against everything that happens: each change set with the rows around it,
/// each final name on a disk, each message obeyed; and the whole catalogue now and then.
///
/// - S2 an AVAILABLE replica is on the disk, with size and checksum, unless it was spoilt since;
/// - S3 what was acknowledged is never lost, and no outcome counts twice ([Accounts], [Promises]);
/// - S4 no agent obeys an epoch below one it has obeyed, nor what was meant for another
///   incarnation;
/// - S5 what is visible at a final name is complete and right;
/// - S6 no agent removes or replaces what lies at a final name, but by a deletion;
/// - S8 no link carries more transfers than its settings allow;
/// - S9 no link's cap is exceeded by the shares that its agents believe to have ([Caps]);
/// - S10 to S14 nothing is deleted that is wanted ([Deletions]);
/// - S15 to S17 limits are kept, moves give nothing up too early, what is bad stays bad
///   ([Holdings]);
/// - C1 indexes and counters equal a recomputation, and rows fit each other;
/// - C2 every request that waits says why.
final class Checker {
    /// Change sets between two checks of the whole catalogue.
    private static final int FULL_CHECK_EVERY = 250;

    private final World world;
    private final Accounts accounts;
    private final Promises promises = new Promises();
    private final Caps caps;
    private final Deletions deletions;
    private final Map<String, Epoch> obeyed = new TreeMap<>();
    private final Set<String> disksToCheck = new HashSet<>();
    private Epoch highestSent = new Epoch(0, 0);
    private @Nullable ChangeSet applied;
    private @Nullable ChangesBefore before;
    private @Nullable RuntimeException failure;
    private long changeSets;

    Checker(World world) {
        this.world = world;
        this.accounts = new Accounts();
        this.caps = new Caps(world);
        this.deletions = new Deletions(world);
    }

    Deletions deletions() {
        return deletions;
    }

    Accounts accounts() {
        return accounts;
    }

    Promises promises() {
        return promises;
    }

    private CatalogView view() {
        return world.engines().catalog().latest();
    }

    /// A change set of the ruling engine is about to be applied.
    void applies(ChangeSet changes) {
        afterEvent();
        accounts.applies(view(), changes);
        deletions.applies(view(), changes);
        before = new ChangesBefore(view(), changes);
        applied = changes;
        changeSets++;
    }

    /// Notes what failed where nobody would hear of it, such as in a callback of a future.
    void failed(RuntimeException why) {
        failure = failure == null ? why : failure;
    }

    /// To be called after every event, and before a further change set is applied.
    void afterEvent() {
        RuntimeException why = failure;
        if (why != null) {
            throw why;
        }
        ChangeSet changes = applied;
        if (changes != null) {
            applied = null;
            changes.changes().forEach(this::check);
            ChangesBefore old = before;
            if (old != null) {
                Holdings.check(old, view(), changes);
            }
            if (changeSets % FULL_CHECK_EVERY == 0) {
                fullCheck();
            }
        }
        if (!disksToCheck.isEmpty()) {
            disksToCheck.forEach(this::checkDisk);
            disksToCheck.clear();
        }
    }

    private <K extends Comparable<? super K>, V> void check(Change<K, V> change) {
        if (!(change instanceof Change.Put<K, V>(var table, K key, V row))) {
            return;
        }
        CatalogInvariants.of(table)
                .forEach(invariant ->
                        invariant.inspect(
                                view(),
                                key,
                                row,
                                problem -> {
                                    throw new Violation("C1", table + " " + key + ": " + problem);
                                }));
        if (key instanceof ReplicaKey replica && row instanceof ReplicaRow value) {
            checkReplica(replica, value);
        }
        if (key instanceof LinkShareKey share) {
            caps.changed(share);
        }
        if (row instanceof RequestRow request) {
            checkReason(String.valueOf(key), request);
            checkLink(new LinkKey(request.sourceSite(), request.destinationSite()));
        }
    }

    private void checkLink(LinkKey link) {
        long carried = LinkLoad.of(view(), link, RequestState.SUBMITTED).items();
        if (carried > world.options().transfersMax()) {
            throw new Violation("S8", link + " carries " + carried + " transfers");
        }
    }

    private void checkReplica(ReplicaKey key, ReplicaRow row) {
        if (row.state() != ReplicaState.AVAILABLE) {
            return;
        }
        String rse = view().get(Tables.RSES, key.rse()).orElseThrow().name();
        DidRow file = view().get(Tables.DIDS, key.did()).orElseThrow();
        Content right = new Content(file.bytes(), new Adler32(file.adler32()));
        String path = StoragePath.of(view(), key.did(), row);
        Optional<Content> there = world.disk(rse).lookAt(path);
        if (!there.equals(Optional.of(right)) && !world.truth().isSpoilt(rse, path)) {
            throw new Violation(
                    "S2",
                    file.name()
                            + " is AVAILABLE at "
                            + rse
                            + " as "
                            + right
                            + ", on the disk is "
                            + there.map(Content::toString).orElse("nothing"));
        }
    }

    private static void checkReason(String key, RequestRow request) {
        boolean explained =
                switch (request.state()) {
                    case QUEUED -> request.source() != 0;
                    case WAITING ->
                            request.notBefore().isPresent() && request.lastReason().isPresent();
                    case SUBMITTED -> request.agent().isPresent() && request.attempt() > 0;
                    case NO_SOURCES, SUSPENDED -> request.source() == 0;
                };
        if (!explained) {
            throw new Violation("C2", "request " + key + " waits without a reason: " + request);
        }
    }

    /// Something became visible at a final name, by an agent's doing or in a crash.
    void visible(String rse, String path, Content content) {
        boolean right = world.truth().at(path).equals(Optional.of(content));
        if (!right && !world.truth().isSpoilt(rse, path)) {
            throw new Violation("S5", rse + " shows " + content + " at " + path);
        }
    }

    /// A disk may have lost something.
    void crashed(String rse) {
        disksToCheck.add(rse);
    }

    private void checkDisk(String rse) {
        view().get(Tables.RSE_BY_NAME, rse)
                .ifPresent(id -> {
                    try (Cursor<ReplicaKey, ReplicaRow> rows = view().scanAll(Tables.REPLICAS)) {
                        while (rows.hasNext()) {
                            Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                            if (row.getKey().rse() == id) {
                                checkReplica(row.getKey(), row.getValue());
                            }
                        }
                    }
                });
    }

    /// An agent obeys a message.
    void obeys(String agent, long incarnation, Envelope envelope) {
        ToAgent message = (ToAgent) envelope.message();
        Epoch before = obeyed.getOrDefault(agent, new Epoch(0, 0));
        if (message.epoch().compareTo(before) < 0) {
            throw new Violation(
                    "S4", agent + " has obeyed " + before + " and now obeys " + envelope);
        }
        if (!envelope.genuine() || message.incarnation() != incarnation) {
            throw new Violation("S4", agent + " as " + incarnation + " obeys " + envelope);
        }
        obeyed.put(agent, message.epoch());
    }

    /// An agent at a site goes by a new lease.
    void tookLease(String site) {
        caps.tookLease(site);
    }

    /// A ruling engine sends something.
    void sends(ToAgent message) {
        if (message.epoch().compareTo(highestSent) > 0) {
            highestSent = message.epoch();
        }
        if (message instanceof ToAgent.Receipt receipt) {
            receipt.outcomes().forEach(accounts::acknowledged);
        }
    }

    /// An engine has begun a term.
    void begins(Epoch epoch) {
        if (epoch.compareTo(highestSent) <= 0) {
            throw new Violation("S4", "epoch " + epoch + " begins after " + highestSent + " ruled");
        }
        if (highestSent.incarnation() == 0) {
            deletions.permit(epoch.incarnation());
        }
    }

    /// The catalogue was opened again after a crash, or as a copy.
    void recovered() {
        applied = null;
        accounts.recovered(world.engines().catalog().lastIndex());
        promises.check(view());
        fullCheck();
    }

    /// An older catalogue takes the place of the one that was lost. What happened since the backup
    /// is not known to it: files that are gone or were changed, what users and agents were told.
    ///
    /// @param lastIndex of the backup
    /// @param promised at the time of it
    void restored(long lastIndex, Map<String, Promises.Promise> promised) {
        applied = null;
        accounts.restored(lastIndex);
        promises.goBackTo(promised);
        world.rseNames().forEach(this::mendIncoming);
        try (Cursor<ReplicaKey, ReplicaRow> rows = view().scanAll(Tables.REPLICAS)) {
            rows.forEachRemaining(row -> {
                String rse = view().get(Tables.RSES, row.getKey().rse()).orElseThrow().name();
                String path = StoragePath.of(view(), row.getKey().did(), row.getValue());
                if (!world.disk(rse).lookAt(path).equals(world.truth().at(path))) {
                    world.truth().spoil(rse, path);
                }
            });
        }
    }

    /// What is to be registered once more must be what it was.
    private void mendIncoming(String rse) {
        SimDisk disk = world.disk(rse);
        for (String path : disk.names()) {
            if (path.startsWith(Users.INCOMING)) {
                world.truth().at(path).ifPresent(right -> disk.place(path, right));
            }
        }
    }

    /// Checks everything.
    void fullCheck() {
        CatalogCheck.each(
                view(),
                finding -> {
                    throw new Violation("C1", finding.toString());
                },
                Progress.NONE);
        world.rseNames().forEach(this::checkDisk);
        accounts.check(view());
        checkAllReasons();
    }

    private void checkAllReasons() {
        try (Cursor<ReplicaKey, RequestRow> rows = view().scanAll(Tables.REQUESTS)) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, RequestRow> row = rows.next();
                checkReason(row.getKey().toString(), row.getValue());
                if (world.isCalm() && row.getValue().state() == RequestState.SUBMITTED) {
                    row.getValue().agent().ifPresent(world::agent);
                }
            }
        }
    }
}
