package org.godwit.store.schema;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidTraits;
import org.godwit.model.DidType;
import org.godwit.model.DigestAlgorithm;

/// The codec of DIDs. Version 2 ends with the traits; rows of version 1, which have none, are read
/// too.
final class DidCodec {
    private static final int VERSION = 2;
    private static final int HAS_EXPIRY = 1;
    private static final int HAS_CLOSED = 2;
    private static final int HAS_UPDATED = 4;

    /// Bits of the times; those of the flags follow.
    private static final int TIME_BITS = 3;

    private static final DidType[] TYPES = DidType.values();
    private static final DigestAlgorithm[] ALGORITHMS = DigestAlgorithm.values();
    private static final DidFlag[] FLAGS = DidFlag.values();

    static final Codec<DidRow> DID = Codec.bare(DidCodec::write, DidCodec::read);

    private DidCodec() {}

    private static void write(RowWriter out, DidRow row) {
        out.octet(VERSION);
        out.int32(row.scope());
        out.text(row.name());
        out.constant(row.type());
        out.int32(row.account());
        out.flag(row.open());
        out.int64(row.bytes());
        out.fixed32(row.adler32());
        out.instant(row.createdAt());
        out.map(row.metadata(), RowWriter::text, RowWriter::text);
        out.map(row.digests(), RowWriter::constant, RowWriter::text);
        writeTraits(out, row.traits());
    }

    private static DidRow read(RowReader in) {
        int version = in.octet();
        if (version != 1 && version != VERSION) {
            throw new MalformedBytes("version " + version + " where 1 and 2 are known");
        }
        int scope = in.int32();
        String name = in.text();
        DidType type = in.constant(TYPES);
        int account = in.int32();
        boolean open = in.flag();
        long bytes = in.int64();
        int adler32 = in.fixed32();
        Instant created = in.instant();
        Map<String, String> metadata = in.map(RowReader::text, RowReader::text);
        Map<DigestAlgorithm, String> digests =
                in.map(from -> from.constant(ALGORITHMS), RowReader::text);
        DidTraits traits = version == 1 ? DidTraits.PLAIN : readTraits(in);
        return new DidRow(
                scope, name, type, account, open, bytes, adler32, created, metadata, digests,
                traits);
    }

    @SuppressWarnings("EnumOrdinal") // the format fixes the order of the constants
    private static void writeTraits(RowWriter out, DidTraits traits) {
        int bits =
                (traits.expiresAt().isPresent() ? HAS_EXPIRY : 0)
                        | (traits.closedAt().isPresent() ? HAS_CLOSED : 0)
                        | (traits.updatedAt().isPresent() ? HAS_UPDATED : 0);
        for (DidFlag flag : traits.flags()) {
            bits |= 1 << (TIME_BITS + flag.ordinal());
        }
        out.int32(bits);
        traits.expiresAt().ifPresent(out::instant);
        traits.closedAt().ifPresent(out::instant);
        traits.updatedAt().ifPresent(out::instant);
    }

    private static DidTraits readTraits(RowReader in) {
        int bits = in.int32();
        if (bits == 0) {
            return DidTraits.PLAIN;
        }
        if (bits >>> (TIME_BITS + FLAGS.length) != 0) {
            throw new MalformedBytes("a DID's flags are " + bits);
        }
        Set<DidFlag> flags = EnumSet.noneOf(DidFlag.class);
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits & (1 << (TIME_BITS + i))) != 0) {
                flags.add(FLAGS[i]);
            }
        }
        return new DidTraits(
                flags,
                time(in, bits, HAS_EXPIRY),
                time(in, bits, HAS_CLOSED),
                time(in, bits, HAS_UPDATED));
    }

    private static Optional<Instant> time(RowReader in, int bits, int bit) {
        return (bits & bit) == 0 ? Optional.empty() : Optional.of(in.instant());
    }
}
