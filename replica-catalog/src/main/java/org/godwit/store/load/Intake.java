package org.godwit.store.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.registration.ReplicaLine;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;

/// Takes the lines of a load that one thread brings. Confined to that thread; close it.
public final class Intake implements AutoCloseable {
    private final Snapshot view;
    private final NewDatasets datasets;
    private final RecordSorter.Input records;
    private final Map<String, Integer> scopes = new HashMap<>();
    private final Map<String, Map.Entry<Integer, RseRow>> rses = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(LoadRecord.BYTES_MAX);
    private Optional<Did> lastDataset = Optional.empty();
    private int lastDatasetNumber = -1;

    /// Takes over the view.
    Intake(Snapshot view, NewDatasets datasets, RecordSorter.Input records) {
        this.view = view;
        this.datasets = datasets;
        this.records = records;
    }

    /// Takes a line; an [EngineException] says what is wrong with it, and it is left out. The same
    /// file may come on several lines.
    public void add(ReplicaLine line) throws IOException {
        List<Integer> ids = new ArrayList<>(line.rses().size());
        for (String rse : line.rses()) {
            ids.add(rse(rse, line));
        }
        Optional<String> path =
                line.path().flatMap(own -> StoragePath.stored(line.file(), StoragePath.check(own)));
        LoadRecord record =
                new LoadRecord(
                        new NameKey(scope(line.file().scope()), line.file().name()),
                        true,
                        line.bytes(),
                        line.adler32().value(),
                        dataset(line.dataset()),
                        ids,
                        path);
        record.write(buffer.clear());
        records.add(buffer.array(), buffer.position());
    }

    private int rse(String name, ReplicaLine line) {
        Map.Entry<Integer, RseRow> rse =
                rses.computeIfAbsent(
                        name,
                        key -> {
                            int id = Rses.id(view, key);
                            return Map.entry(id, Rses.row(view, id));
                        });
        if (!rse.getValue().deterministic() && line.path().isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    line.file()
                            + ": RSE "
                            + name
                            + " is not deterministic, so give its path in it");
        }
        return rse.getKey();
    }

    private int scope(String name) {
        return scopes.computeIfAbsent(name, key -> Dids.scopeId(view, key));
    }

    private int dataset(Optional<Did> dataset) {
        if (!dataset.equals(lastDataset)) {
            lastDatasetNumber =
                    dataset.map(did -> datasets.number(new NameKey(scope(did.scope()), did.name())))
                            .orElse(-1);
            lastDataset = dataset;
        }
        return lastDatasetNumber;
    }

    @Override
    public void close() throws IOException {
        view.close();
        records.close();
    }
}
