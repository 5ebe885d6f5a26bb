package org.godwit.store.schema;

import java.time.Instant;
import org.godwit.model.Names;
import org.godwit.model.RuleId;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Writes the fields of a key so that the bytes, compared unsigned from the left, sort as the
/// fields do. Not thread-safe.
final class KeyWriter {
    private final Bytes bytes;

    KeyWriter(int sizeHint) {
        bytes = new Bytes(sizeHint);
    }

    byte[] finish() {
        return bytes.finish();
    }

    /// 4 bytes, big-endian, sign bit flipped.
    void int32(int value) {
        bytes.int32(value ^ Integer.MIN_VALUE);
    }

    /// As [#int32], the largest first.
    void int32Descending(int value) {
        bytes.int32(~(value ^ Integer.MIN_VALUE));
    }

    /// 8 bytes, big-endian, sign bit flipped.
    void int64(long value) {
        bytes.int64(value ^ Long.MIN_VALUE);
    }

    /// Milliseconds since 1970 as [#int64]; what is finer is cut off.
    void instant(Instant value) {
        int64(Times.millis(value));
    }

    /// 16 bytes, big-endian, unsigned.
    void rule(RuleId id) {
        bytes.int64(id.high());
        bytes.int64(id.low());
    }

    /// The ordinal as one byte.
    @SuppressWarnings("EnumOrdinal") // the format fixes the order of the constants
    void constant(Enum<?> value) {
        bytes.octet(value.ordinal());
    }

    /// UTF-8 and a zero byte, so that what follows cannot run into it.
    void text(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "text \"" + Names.printable(value) + "\" holds a zero character: leave it out");
        }
        bytes.utf8(value);
        bytes.octet(0);
    }

    /// The only field of a key that is a string: CESU-8 up to the end of the key.
    void lastText(String value) {
        bytes.cesu8(value);
    }
}
