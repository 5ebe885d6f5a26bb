package org.godwit.api.resource;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.web.JsonLine;
import org.godwit.api.web.RowSink;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Follower;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Archives;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;

/// Writes where files are, one row a file, in the order in which it is asked: fastest for ascending
/// ids. Memory: the names of RSEs, sites and scopes. For one view and thread; close it.
final class ReplicaRows implements AutoCloseable {
    private final CatalogView view;
    private final RowSink sink;
    private final Follower<Long, DidRow> files;
    private final Follower<ReplicaKey, ReplicaRow> replicas;
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<Integer, String> scopes = new HashMap<>();
    private final JsonLine line = new JsonLine();
    private boolean one = true;

    /// Where replicas are.
    private record Place(String rse, String site) {}

    ReplicaRows(CatalogView view, RowSink sink) {
        this.view = view;
        this.sink = sink;
        files = new Follower<>(view, Tables.DIDS, Long.MAX_VALUE);
        replicas = new Follower<>(view, Tables.REPLICAS, new ReplicaKey(Long.MAX_VALUE, 0));
    }

    /// A file with all of its replicas; nothing for a collection.
    void fileIfAny(long id) {
        DidRow row = row(id);
        if (row.type() == DidType.FILE) {
            file(id, row);
        }
    }

    /// A file, or all files below a collection, with all of their replicas.
    void filesOf(long id) {
        DidRow row = row(id);
        if (row.type() == DidType.FILE) {
            file(id, row);
        } else {
            FileWalk.below(view, id, this::file);
        }
    }

    /// A file with all of its replicas.
    void file(long id) {
        file(id, row(id));
    }

    private void file(long id, DidRow file) {
        Did name = name(file);
        line.clear();
        begin(file, name);
        line.name("rses").begin();
        replicas.seek(new ReplicaKey(id, 0));
        Optional<String> usual = Optional.empty();
        for (var next = replicas.nextIf(id, ReplicaKey::did);
                next.isPresent();
                next = replicas.nextIf(id, ReplicaKey::did)) {
            ReplicaRow replica = next.get().getValue();
            if (replica.path().isEmpty() && usual.isEmpty()) {
                usual = Optional.of(StoragePath.hash(name));
            }
            copy(next.get().getKey().rse(), replica, usual);
        }
        line.end();
        if (file.traits().has(DidFlag.CONSTITUENT)) {
            archives(id);
        }
        line.end();
        sink.row(line);
    }

    /// Where a file that lies in archives can be taken out of them.
    private void archives(long id) {
        line.name("archives").begin();
        for (long archive : Archives.holding(view, id)) {
            Did name = name(Dids.row(view, archive));
            Optional<String> usual = Optional.of(StoragePath.hash(name));
            line.name(name.toString()).begin();
            try (Cursor<ReplicaKey, ReplicaRow> copies =
                    view.scan(
                            Tables.REPLICAS,
                            new ReplicaKey(archive, 0),
                            new ReplicaKey(archive + 1, 0))) {
                copies.forEachRemaining(copy -> copy(copy.getKey().rse(), copy.getValue(), usual));
            }
            line.end();
        }
        line.end();
    }

    /// @param usual where the file's name says
    private void copy(int rse, ReplicaRow replica, Optional<String> usual) {
        Place place = places.computeIfAbsent(rse, this::place);
        line.name(place.rse())
                .begin()
                .text("state", replica.state().name())
                .text("path", replica.path().or(() -> usual).orElse(""))
                .text("site", place.site())
                .end();
    }

    /// The replica at one RSE.
    void replica(long id, int rse) {
        ReplicaKey key = new ReplicaKey(id, rse);
        replicas.seek(key);
        ReplicaRow replica =
                replicas.nextIf(key, same -> same)
                        .map(Map.Entry::getValue)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.CATALOG_CORRUPT,
                                        "the catalogue's index of RSE %d names file %d, which is not there"
                                                .formatted(rse, id)));
        DidRow file = row(id);
        Did name = name(file);
        line.clear();
        begin(file, name);
        line.text("state", replica.state().name())
                .text("path", replica.path().orElseGet(() -> StoragePath.hash(name)));
        replica.tombstone()
                .ifPresentOrElse(
                        time -> line.text("tombstone", time.toString()),
                        () -> line.nothing("tombstone"));
        line.end();
        sink.row(line);
    }

    private void begin(DidRow file, Did name) {
        line.begin()
                .text("scope", name.scope())
                .text("name", name.name())
                .number("bytes", file.bytes())
                .hex("adler32", file.adler32());
    }

    /// A cursor is worth its while from the second row on.
    private DidRow row(long id) {
        if (one) {
            one = false;
            return Dids.row(view, id);
        }
        files.seek(id);
        return files.nextIf(id, key -> key)
                .map(Map.Entry::getValue)
                .orElseGet(() -> Dids.row(view, id));
    }

    private Did name(DidRow file) {
        return new Did(
                scopes.computeIfAbsent(
                        file.scope(), key -> view.get(Tables.SCOPES, key).orElseThrow().name()),
                file.name());
    }

    private Place place(int id) {
        RseRow rse = Rses.row(view, id);
        return new Place(rse.name(), Rses.site(view, rse.site()).name());
    }

    @Override
    public void close() {
        files.close();
        replicas.close();
    }
}
