package org.godwit.store.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;

/// A line of a load as it is sorted: the key of the table of names, then what is known of the DID.
///
/// @param dataset number of a dataset: of the one that this is, or that holds this file; negative
///   for none
/// @param rses where the file is; empty for a dataset
/// @param path within these RSEs; empty where the name says
record LoadRecord(
        NameKey name,
        boolean isFile,
        long bytes,
        int adler32,
        int dataset,
        List<Integer> rses,
        Optional<String> path) {
    static final int BYTES_MAX = 4_096;

    private static final Family<NameKey, Long> NAMES = CatalogSchema.of(Tables.DID_BY_NAME);

    LoadRecord {
        rses = List.copyOf(rses);
    }

    /// Puts it into `out`, which has room for [#BYTES_MAX].
    void write(ByteBuffer out) {
        out.put(NAMES.encodeKey(name));
        out.put((byte) (isFile ? 1 : 0));
        out.putLong(bytes);
        out.putInt(adler32);
        out.putInt(dataset);
        byte[] own = path.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        out.putShort((short) own.length).put(own);
        rses.forEach(out::putInt);
    }

    /// How much of a record is the name's key: up to the zero byte behind the name.
    static int keyLength(byte[] record, int length) {
        int at = Integer.BYTES;
        while (at < length && record[at] != 0) {
            at++;
        }
        return Math.min(at + 1, length);
    }

    static LoadRecord read(byte[] record, int length) {
        int keyLength = keyLength(record, length);
        NameKey name = NAMES.decodeKey(Arrays.copyOf(record, keyLength));
        ByteBuffer in = ByteBuffer.wrap(record, keyLength, length - keyLength);
        boolean isFile = in.get() == 1;
        long bytes = in.getLong();
        int adler32 = in.getInt();
        int dataset = in.getInt();
        byte[] own = new byte[in.getShort()];
        in.get(own);
        List<Integer> rses = new ArrayList<>(in.remaining() / Integer.BYTES);
        while (in.hasRemaining()) {
            rses.add(in.getInt());
        }
        return new LoadRecord(
                name,
                isFile,
                bytes,
                adler32,
                dataset,
                rses,
                own.length == 0
                        ? Optional.empty()
                        : Optional.of(new String(own, StandardCharsets.UTF_8)));
    }
}
