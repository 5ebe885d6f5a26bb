package org.godwit.api.resource;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.RowSink;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import tools.jackson.databind.JsonNode;

/// Streams rows of the catalogue from one snapshot, read as the client takes them.
final class Rows {
    private Rows() {}

    /// Writes rows from a view.
    @FunctionalInterface
    interface Query {
        void write(CatalogView view, RowSink sink);
    }

    /// A stream from one snapshot.
    static Answer of(Backend backend, Query query) {
        return new Answer.Rows(sink -> {
            try (Snapshot snapshot = backend.snapshot()) {
                query.write(snapshot, sink);
            }
        });
    }

    /// Every row of a cursor that `toJson` makes something of.
    static <K, V> void each(
            Cursor<K, V> rows,
            RowSink sink,
            BiFunction<K, V, Optional<? extends JsonNode>> toJson) {
        try (rows) {
            while (rows.hasNext()) {
                Map.Entry<K, V> row = rows.next();
                toJson.apply(row.getKey(), row.getValue()).ifPresent(sink::row);
            }
        }
    }

    /// The values of a cursor.
    static <K, V> void values(
            Cursor<K, V> rows, RowSink sink, Function<V, ? extends JsonNode> toJson) {
        each(rows, sink, (_, value) -> Optional.of(toJson.apply(value)));
    }
}
