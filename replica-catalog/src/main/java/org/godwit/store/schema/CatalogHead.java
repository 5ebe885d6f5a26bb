package org.godwit.store.schema;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Where the catalogue stands; written in the same batch as each change set, as the only row of the
/// storage's default column family.
///
/// @param index of the last change set, 0 before the first
/// @param epoch under which it was decided
/// @param schemaVersion of the tables
/// @param time of its decision, for people
public record CatalogHead(long index, Epoch epoch, int schemaVersion, Instant time) {
    private static final Codec<CatalogHead> CODEC =
            Codec.row(
                    1,
                    (out, head) -> {
                        out.int64(head.index());
                        out.int64(head.epoch().incarnation());
                        out.int64(head.epoch().term());
                        out.int32(head.schemaVersion());
                        out.instant(head.time());
                    },
                    in ->
                            new CatalogHead(
                                    in.int64(),
                                    new Epoch(in.int64(), in.int64()),
                                    in.int32(),
                                    in.instant()));

    /// The key of the row.
    public static byte[] key() {
        return "head".getBytes(StandardCharsets.UTF_8);
    }

    public byte[] encode() {
        return CODEC.encode(this);
    }

    /// Reads what [#encode] wrote; [ErrorCode#CATALOG_CORRUPT] if it did not.
    public static CatalogHead decode(byte[] bytes) {
        try {
            return CODEC.decode(bytes);
        } catch (MalformedBytes e) {
            throw new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    "the catalogue's head cannot be read ("
                            + e.getMessage()
                            + "): restore a backup with `godwit catalog restore`",
                    e);
        }
    }
}
