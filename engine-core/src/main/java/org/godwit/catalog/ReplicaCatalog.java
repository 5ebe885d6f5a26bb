package org.godwit.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.godwit.model.Epoch;

/// The catalogue's storage: the one truth of the system.
///
/// There is one writer, the engine's decision thread, which alone calls [#apply] and [#latest]. Any
/// thread may take a [#snapshot].
public interface ReplicaCatalog extends AutoCloseable {
    /// What the writer sees: every change set applied so far, synced or not. Only for the writer.
    CatalogView latest();

    /// A consistent view for readers. It may show change sets that are not synced yet: who answers
    /// from it waits for [#durable] of its index first, so that nobody is told what a crash could
    /// take back.
    Snapshot snapshot();

    /// Applies a change set atomically; views show it at once. The future completes when the change
    /// set, and with it every earlier one, survives a crash of the machine, or fails if that cannot
    /// be had; after a failure the catalogue takes no more changes.
    ///
    /// The set's index must be [#lastIndex]` + 1`.
    CompletableFuture<Void> apply(ChangeSet changes);

    /// Completes when the change set of that index is durable.
    CompletableFuture<Void> durable(long index);

    /// Reads every file of the storage and compares its checksums, while the catalogue is used. Any
    /// thread may ask for it.
    ///
    /// @param each hears the name of every file before it is read
    /// @return those that are damaged; none where the storage has no files
    default List<DamagedFile> damagedFiles(Consumer<String> each) {
        return List.of();
    }

    /// A directory on this machine for files that nobody needs after the process; it need not
    /// exist.
    default Path scratch() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "godwit-%d-%x"
                        .formatted(ProcessHandle.current().pid(), System.identityHashCode(this)));
    }

    /// The index of the last change set applied, 0 if there is none.
    long lastIndex();

    /// The epoch under which the last change set was applied, `0.0` if there is none.
    Epoch lastEpoch();

    @Override
    void close();
}
