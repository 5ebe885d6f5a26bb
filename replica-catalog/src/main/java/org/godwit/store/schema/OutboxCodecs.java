package org.godwit.store.schema;

import org.godwit.catalog.schema.AnswerKey;
import org.godwit.catalog.schema.AnswerRow;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.MetadataKey;
import org.godwit.catalog.schema.PathKey;
import org.godwit.catalog.schema.TimeAnswerKey;
import org.godwit.catalog.schema.TimeDidKey;
import org.godwit.model.EventType;

/// Codecs of events and kept answers, and of the keys by which DIDs and replicas are found.
final class OutboxCodecs {
    private static final EventType[] EVENT_TYPES = EventType.values();

    private static final int INT32 = Integer.BYTES;
    private static final int INT64 = Long.BYTES;
    private static final int TEXT_HINT = 64;

    static final Codec<MetadataKey> METADATA_KEY =
            Codec.key(
                    TEXT_HINT,
                    (out, key) -> {
                        out.int32(key.scope());
                        out.text(key.key());
                        out.text(key.value());
                        out.int64(key.did());
                    },
                    in -> new MetadataKey(in.int32(), in.text(), in.text(), in.int64()));

    static final Codec<PathKey> PATH_KEY =
            Codec.key(
                    TEXT_HINT,
                    (out, key) -> {
                        out.int32(key.rse());
                        out.text(key.path());
                        out.int64(key.did());
                    },
                    in -> new PathKey(in.int32(), in.text(), in.int64()));

    static final Codec<TimeDidKey> TIME_DID =
            Codec.key(
                    2 * INT64,
                    (out, key) -> {
                        out.instant(key.time());
                        out.int64(key.did());
                    },
                    in -> new TimeDidKey(in.instant(), in.int64()));

    static final Codec<AnswerKey> ANSWER_KEY =
            Codec.key(
                    TEXT_HINT,
                    (out, key) -> {
                        out.int32(key.account());
                        out.text(key.key());
                    },
                    in -> new AnswerKey(in.int32(), in.text()));

    static final Codec<TimeAnswerKey> TIME_ANSWER =
            Codec.key(
                    INT64 + INT32 + TEXT_HINT,
                    (out, key) -> {
                        out.instant(key.time());
                        out.int32(key.account());
                        out.text(key.key());
                    },
                    in -> new TimeAnswerKey(in.instant(), in.int32(), in.text()));

    static final Codec<AnswerRow> ANSWER =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.text(row.request());
                        out.int32(row.status());
                        out.text(row.body());
                        out.instant(row.forgetAt());
                    },
                    in -> new AnswerRow(in.text(), in.int32(), in.text(), in.instant()));

    static final Codec<EventRow> EVENT =
            Codec.row(
                    1,
                    (out, row) -> {
                        out.instant(row.time());
                        out.constant(row.type());
                        out.map(row.facts(), RowWriter::text, RowWriter::text);
                    },
                    in ->
                            new EventRow(
                                    in.instant(),
                                    in.constant(EVENT_TYPES),
                                    in.map(RowReader::text, RowReader::text)));

    private OutboxCodecs() {}
}
