package org.godwit.store.rocks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import org.godwit.catalog.SortedFile;
import org.godwit.store.schema.Family;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/// Writes rows of one table, in the order of their keys, to a file that the catalogue can take in
/// as it is. Not thread-safe; close it.
public final class SortedFileWriter implements AutoCloseable {
    /// Room for nearly all keys and values; larger ones take a slower way.
    private static final int BUFFER_BYTES = 8 << 10;

    private static final HexFormat HEX = HexFormat.of();

    private final Path directory;
    private final Family<?, ?> family;
    private final Path file;
    private final EnvOptions environment = new EnvOptions();
    private final Options options;
    private final SstFileWriter writer;
    private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer valueBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private byte[] first = new byte[0];
    private byte[] last = first;
    private long rows;
    private long bytes;

    SortedFileWriter(Path directory, NativeOptions options, Family<?, ?> family, Path file) {
        this.directory = directory;
        this.family = family;
        this.file = file;
        this.options = options.sortedFile(family.profile());
        writer = new SstFileWriter(environment, this.options);
        try {
            writer.open(file.toString());
        } catch (RocksDBException e) {
            close();
            throw RocksErrors.failed(directory, "write " + file, e);
        }
    }

    /// Adds a row behind all others; refused if its key does not sort there.
    public void put(byte[] key, byte[] value) {
        try {
            if (key.length > BUFFER_BYTES || value.length > BUFFER_BYTES) {
                writer.put(key, value);
            } else {
                keyBuffer.clear().put(key).flip();
                valueBuffer.clear().put(value).flip();
                writer.put(keyBuffer, valueBuffer);
            }
        } catch (RocksDBException e) {
            throw RocksErrors.failed(directory, "write " + file, e);
        }
        if (rows == 0) {
            first = key;
        }
        last = key;
        rows++;
        bytes += key.length + value.length;
    }

    /// Rows so far.
    public long rows() {
        return rows;
    }

    /// Bytes of keys and values so far, before they are compressed.
    public long bytes() {
        return bytes;
    }

    /// Ends the file, which must hold a row.
    public SortedFile finish() {
        try {
            writer.finish();
        } catch (RocksDBException e) {
            throw RocksErrors.failed(directory, "write " + file, e);
        }
        return new SortedFile(
                family.table().name(),
                file.getFileName().toString(),
                rows,
                FileIntake.size(file),
                FileIntake.sha256(file),
                HEX.formatHex(first),
                HEX.formatHex(last));
    }

    @Override
    public void close() {
        writer.close();
        options.close();
        environment.close();
    }
}
