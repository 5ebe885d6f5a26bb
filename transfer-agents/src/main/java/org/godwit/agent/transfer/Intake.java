package org.godwit.agent.transfer;

import java.util.concurrent.Executor;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.GroupCommit;
import org.godwit.agent.disk.TaskLane;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.runtime.EngineClock;

/// What the files received for one storage share: the writers of small ones, so that they wait for
/// no other storage, and the groups they are committed in. Thread-safe.
final class Intake implements AutoCloseable {
    private static final int SMALL_WRITERS_MAX = 8;

    private final StorageProtocol storage;
    private final ReceivesFiles receiver;
    private final Executor writers;
    private final Executor smallWriters;
    private final GroupCommit commits;

    Intake(
            StorageProtocol storage,
            ReceivesFiles receiver,
            DiskExecutors disks,
            EngineClock clock) {
        this.storage = storage;
        this.receiver = receiver;
        this.writers = disks.writers();
        this.smallWriters = new TaskLane(disks.smallWriters(), SMALL_WRITERS_MAX, clock);
        this.commits = new GroupCommit(receiver, clock);
    }

    StorageProtocol storage() {
        return storage;
    }

    ReceivesFiles receiver() {
        return receiver;
    }

    /// Takes the blocks of a file.
    Executor writers(IncomingFile file) {
        return file.spec().blocks() > 1 ? writers : smallWriters;
    }

    GroupCommit commits() {
        return commits;
    }

    /// Commits what is complete.
    @Override
    public void close() {
        commits.close();
    }
}
