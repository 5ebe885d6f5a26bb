package org.godwit.agent.storage;

import java.nio.ByteBuffer;
import java.util.List;

/// A file on its way in, invisible to users. Thread-safe: blocks may be written at once, in any
/// order, each once. Blocks; called on disk executors only.
public interface IncomingFile extends AutoCloseable {
    ReceivesFiles.IncomingSpec spec();

    /// Blocks that an earlier attempt had written, checked again when this was opened: all that
    /// were noted, or after a failure of the host those that [#sync] had made durable.
    List<StoredBlock> stored();

    /// Writes one block whose checksum was verified.
    ///
    /// @throws StorageException NO_SPACE, IO
    void write(StoredBlock block, ByteBuffer payload) throws StorageException;

    /// Makes what was written durable for a later resume. Cheap where nothing is new.
    void sync() throws StorageException;

    /// Bytes written and not yet made durable by [#sync].
    long unsyncedBytes();

    /// Removes it; nothing stays.
    void discard();

    /// Ends this attempt and keeps what was written.
    @Override
    void close();

    /// A block in place.
    ///
    /// @param crc32c as bound by the wire format to DID, offset and length
    /// @param adler32 of its payload
    record StoredBlock(int index, int crc32c, int adler32) {}
}
