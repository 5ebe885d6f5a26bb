package org.godwit.api.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.godwit.catalog.BackupStore;

/// Backups in name only.
final class FakeBackups implements BackupStore {
    private final List<Backup> made = new ArrayList<>();

    @Override
    public synchronized Backup make() {
        made.add(new Backup(made.size() + 1, Instant.EPOCH, 1_000, 42));
        return made.getLast();
    }

    @Override
    public synchronized List<Backup> list() {
        return List.copyOf(made);
    }

    @Override
    public void verify(int id, LongConsumer bytes) {
        bytes.accept(1_000);
    }
}
