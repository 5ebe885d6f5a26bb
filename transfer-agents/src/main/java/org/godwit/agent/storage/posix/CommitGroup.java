package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;

/// One commit of a group of files: data durable, then names given, then names durable. A file that
/// fails at a step takes no part in the next. Used once, by one thread; fates may be set by others
/// while it waits for them.
final class CommitGroup {
    private final Map<HiddenFile, Optional<StorageException>> fates = new LinkedHashMap<>();
    private final Durability durability;
    private final FinalNames names;

    CommitGroup(List<HiddenFile> files, Durability durability, FinalNames names) {
        files.forEach(file -> fates.put(file, Optional.empty()));
        this.durability = durability;
        this.names = names;
    }

    /// Commits and closes every file.
    ///
    /// @return for each file, in order, why it was not committed, if so
    List<Optional<StorageException>> commit() {
        good().forEach(this::complete);
        durability.makeDurable(
                good().stream()
                        .map(file ->
                                new Durability.Step(
                                        file.spec().path().toString(),
                                        file::force,
                                        e -> failed(file, e)))
                        .toList());
        try (FinalNames.Group group = names.begin()) {
            good().forEach(file -> name(file, group));
            List<Durability.Step> directories = new ArrayList<>();
            boolean[] allSynced = {true};
            for (FinalNames.Touched touched : group.touched()) {
                directories.add(
                        new Durability.Step(
                                touched.directory(),
                                touched.sync(),
                                e -> {
                                    allSynced[0] = false;
                                    touched.files().forEach(file -> failed(file, e));
                                }));
            }
            durability.makeDurable(directories);
            if (allSynced[0]) {
                group.synced();
            }
        }
        fates.keySet().forEach(this::close);
        return List.copyOf(fates.values());
    }

    private synchronized List<HiddenFile> good() {
        List<HiddenFile> good = new ArrayList<>(fates.size());
        fates.forEach((file, failure) -> {
            if (failure.isEmpty()) {
                good.add(file);
            }
        });
        return good;
    }

    private synchronized void failed(HiddenFile file, StorageException e) {
        fates.put(file, Optional.of(e));
    }

    private void complete(HiddenFile file) {
        try {
            file.complete();
        } catch (IOException e) {
            failed(file, PosixErrors.of("making " + file.spec().path(), e));
        } catch (StorageException e) {
            failed(file, e);
        }
    }

    private void name(HiddenFile file, FinalNames.Group group) {
        StoragePath path = file.spec().path();
        try {
            group.give(file);
        } catch (IOException e) {
            failed(
                    file,
                    PosixErrors.isTaken(e)
                            ? new StorageException(
                                    Kind.EXISTS,
                                    path
                                            + " appeared while it was being received, it was left alone",
                                    e)
                            : PosixErrors.of("naming " + path, e));
        } catch (StorageException e) {
            failed(file, e);
        }
    }

    /// Committed: the hidden name goes, the final one stays. Failed by EXISTS: nothing to keep.
    private void close(HiddenFile file) {
        Optional<StorageException> fate = fates.getOrDefault(file, Optional.empty());
        if (fate.isEmpty() || fate.get().kind() == Kind.EXISTS) {
            file.discard();
        } else {
            file.close();
        }
    }
}
