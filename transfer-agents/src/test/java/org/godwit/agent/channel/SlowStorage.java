package org.godwit.agent.channel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.StoredFile;

/// A storage that takes its time for every block it writes.
record SlowStorage(StorageProtocol inner, Duration perBlock) implements StorageProtocol {
    @Override
    public SourceFile open(StoragePath path) throws StorageException {
        return inner.open(path);
    }

    @Override
    public Optional<StoredFile> find(StoragePath path) throws StorageException {
        return inner.find(path);
    }

    @Override
    public void walk(Optional<StoragePath> under, Visitor visitor) throws StorageException {
        inner.walk(under, visitor);
    }

    @Override
    public SpaceReport space() throws StorageException {
        return inner.space();
    }

    @Override
    public Optional<ReceivesFiles> receiver() {
        return inner.receiver().map(receiver -> new SlowReceiver(receiver, perBlock));
    }

    @Override
    public void close() {
        inner.close();
    }

    private record SlowReceiver(ReceivesFiles inner, Duration perBlock) implements ReceivesFiles {
        @Override
        public IncomingFile receive(IncomingSpec spec) throws StorageException {
            return new SlowFile(inner.receive(spec), perBlock);
        }

        @Override
        public List<Optional<StorageException>> commit(List<? extends IncomingFile> files) {
            return inner.commit(files.stream().map(file -> ((SlowFile) file).inner()).toList());
        }

        @Override
        public String setAside(StoragePath path) throws StorageException {
            return inner.setAside(path);
        }

        @Override
        public int sweep(Duration age) throws StorageException {
            return inner.sweep(age);
        }
    }

    private record SlowFile(IncomingFile inner, Duration perBlock) implements IncomingFile {
        @Override
        public ReceivesFiles.IncomingSpec spec() {
            return inner.spec();
        }

        @Override
        public List<StoredBlock> stored() {
            return inner.stored();
        }

        @Override
        public void write(StoredBlock block, ByteBuffer payload) throws StorageException {
            LockSupport.parkNanos(perBlock.toNanos());
            inner.write(block, payload);
        }

        @Override
        public void sync() throws StorageException {
            inner.sync();
        }

        @Override
        public long unsyncedBytes() {
            return inner.unsyncedBytes();
        }

        @Override
        public void discard() {
            inner.discard();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
