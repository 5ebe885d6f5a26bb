package org.godwit.it.sim;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.deletion.GoodCopies;
import org.godwit.message.DeletionOrder;
import org.godwit.model.DeletionId;
import org.godwit.model.Epoch;
import org.godwit.topology.StoragePath;

/// Holds what agents remove against the catalogue, at the moment of the rename.
///
/// - S10 nothing is removed that is not set apart, in this very generation, and hence locked by no
///   rule; an engine that was replaced knows its own copy of the catalogue only, and is held to
///   that;
/// - S11 of a file that is wanted, in the catalogue that counts and in that of the engine that
///   ordered it, when it was ordered and now, and that nobody declared bad, a good copy stays on
///   another disk, whichever engines order;
/// - S13 what counts as removed was removed by the agent that says so, in this generation;
/// - S14 a catalogue that was restored from a backup has nothing removed before it was compared
///   with the storages;
/// - S12 the trash is cleared of nothing before its time.
final class Deletions {
    private final World world;
    private final Set<Long> permitted = new HashSet<>();
    private final Set<Done> done = new HashSet<>();
    private final Set<DeletionId> orderedUnwanted = new HashSet<>();
    private long removed;

    private record Done(String agent, DeletionId id) {}

    Deletions(World world) {
        this.world = world;
    }

    /// How many files were removed.
    long removed() {
        return removed;
    }

    /// An agent moves a file to the trash now, by an order of this epoch.
    void removes(DeletionOrder order, Epoch epoch) {
        removed++;
        if (!permitted.contains(epoch.incarnation())) {
            throw new Violation(
                    "S14", order + " is removed for " + epoch + ", which may not delete yet");
        }
        CatalogView ruling = world.engines().catalog().latest();
        Optional<CatalogView> ordering = world.engines().viewOf(epoch);
        ordering.ifPresent(view -> checkSetApart(view, order));
        long did = order.id().did();
        boolean wantedByBoth =
                GoodCopies.isWanted(ruling, did)
                        && ordering.filter(view -> GoodCopies.isWanted(view, did)).isPresent();
        boolean elsewhere =
                isGoodElsewhere(ruling, order)
                        || ordering.filter(view -> isGoodElsewhere(view, order)).isPresent();
        boolean declaredBad =
                ordering.flatMap(view -> view.get(Tables.DELETIONS, key(order)))
                        .filter(row -> !row.good())
                        .isPresent();
        boolean wanted = wantedByBoth && !orderedUnwanted.contains(order.id());
        if (wanted && isGoodHere(order) && !declaredBad && !elsewhere) {
            throw new Violation("S11", "the last good copy goes: " + order);
        }
        boolean known =
                ruling.get(Tables.DELETIONS, key(order))
                        .filter(row -> row.generation() == order.id().generation())
                        .filter(row -> row.agent().isPresent())
                        .isPresent();
        if (!known) {
            // By an engine that was replaced: the catalogue that counts knows of no such order.
            world.truth().spoil(order.rse(), order.path());
        }
    }

    /// Catalogues of this incarnation may delete.
    void permit(long incarnation) {
        permitted.add(incarnation);
    }

    /// An agent has carried out an order: the file is gone, or was.
    void carriedOut(String agent, DeletionId id) {
        done.add(new Done(agent, id));
    }

    /// A change set is about to be applied to `before`.
    void applies(CatalogView before, ChangeSet changes) {
        for (Change<?, ?> change : changes.changes()) {
            if (change instanceof Change.Delete<?, ?> delete
                    && delete.table().equals(Tables.DELETIONS)
                    && delete.key() instanceof ReplicaKey key) {
                before.get(Tables.DELETIONS, key).ifPresent(row -> checkRemoved(key, row));
            }
            if (change instanceof Change.Put<?, ?> put
                    && put.table().equals(Tables.DELETIONS)
                    && put.key() instanceof ReplicaKey key
                    && put.value() instanceof DeletionRow row) {
                noteOrder(before, key, row);
            }
        }
    }

    /// Who comes to want a file once its removal was ordered comes too late.
    private void noteOrder(CatalogView before, ReplicaKey key, DeletionRow row) {
        if (row.agent().isPresent() && !GoodCopies.isWanted(before, key.did())) {
            orderedUnwanted.add(new DeletionId(key.did(), key.rse(), row.generation()));
        }
    }

    private void checkRemoved(ReplicaKey key, DeletionRow row) {
        DeletionId id = new DeletionId(key.did(), key.rse(), row.generation());
        if (row.agent().isPresent() && !done.contains(new Done(row.agent().get(), id))) {
            throw new Violation("S13", id + " counts as removed, and was not: " + row);
        }
    }

    private static ReplicaKey key(DeletionOrder order) {
        return new ReplicaKey(order.id().did(), order.id().rse());
    }

    private static void checkSetApart(CatalogView view, DeletionOrder order) {
        Optional<DeletionRow> row = view.get(Tables.DELETIONS, key(order));
        if (row.filter(r -> r.generation() == order.id().generation()).isEmpty()) {
            throw new Violation("S10", order + " is removed, the catalogue says " + row);
        }
    }

    private boolean isGoodHere(DeletionOrder order) {
        return isGood(order.rse(), order.path());
    }

    private boolean isGoodElsewhere(CatalogView view, DeletionOrder order) {
        ReplicaKey here = key(order);
        try (Cursor<ReplicaKey, ReplicaRow> copies =
                view.scan(
                        Tables.REPLICAS,
                        new ReplicaKey(here.did(), 0),
                        new ReplicaKey(here.did() + 1, 0))) {
            while (copies.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> other = copies.next();
                if (!other.getKey().equals(here) && isGood(view, other)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whatever the catalogue calls it. One that rots or is lost after it was looked at is nobody's
    /// doing.
    private boolean isGood(CatalogView view, Map.Entry<ReplicaKey, ReplicaRow> copy) {
        String rse = view.get(Tables.RSES, copy.getKey().rse()).orElseThrow().name();
        String path = StoragePath.of(view, copy.getKey().did(), copy.getValue());
        boolean rotten =
                world.truth().isSpoilt(rse, path) && world.disk(rse).lookAt(path).isPresent();
        return isGood(rse, path) || world.truth().isLost(rse, path) || rotten;
    }

    private boolean isGood(String rse, String path) {
        Optional<Content> there = world.disk(rse).lookAt(path);
        return there.isPresent() && there.equals(world.truth().at(path));
    }

    /// An agent clears a file from the trash that was to be kept until then.
    void clears(String rse, Instant until) {
        if (until.isAfter(world.clock().now())) {
            throw new Violation("S12", rse + " clears what is to be kept until " + until);
        }
    }
}
