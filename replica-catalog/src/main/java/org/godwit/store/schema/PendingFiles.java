package org.godwit.store.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.godwit.catalog.SortedFile;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Files of the last change set that are not all part of the database yet; a row beside the head,
/// written in the same batch. Whoever opens the catalogue takes them in before anything is read.
public final class PendingFiles {
    private static final Codec<List<SortedFile>> CODEC =
            Codec.row(
                    1,
                    (out, files) -> out.list(files, PendingFiles::write),
                    in -> in.list(PendingFiles::read));

    private PendingFiles() {}

    /// The key of the row.
    public static byte[] key() {
        return "files".getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] encode(List<SortedFile> files) {
        return CODEC.encode(files);
    }

    /// Reads what [#encode] wrote; [ErrorCode#CATALOG_CORRUPT] if it did not.
    public static List<SortedFile> decode(byte[] bytes) {
        try {
            return CODEC.decode(bytes);
        } catch (MalformedBytes e) {
            throw new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    "the list of the catalogue's files to be taken in cannot be read ("
                            + e.getMessage()
                            + "): restore a backup with `godwit catalog restore`",
                    e);
        }
    }

    private static void write(RowWriter out, SortedFile file) {
        out.text(file.table());
        out.text(file.file());
        out.int64(file.rows());
        out.int64(file.bytes());
        out.text(file.sha256());
        out.text(file.firstKey());
        out.text(file.lastKey());
    }

    private static SortedFile read(RowReader in) {
        return new SortedFile(
                in.text(), in.text(), in.int64(), in.int64(), in.text(), in.text(), in.text());
    }
}
