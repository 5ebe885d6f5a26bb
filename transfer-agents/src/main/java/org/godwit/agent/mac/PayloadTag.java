package org.godwit.agent.mac;

import java.util.Arrays;
import java.util.HexFormat;

/// The keyed checksum of a payload.
///
/// @param number of the tag among those of its session; never used twice
/// @param tag [MacAlgorithm#TAG_BYTES] bytes
@SuppressWarnings("ArrayRecordComponent") // compared by content, see equals
public record PayloadTag(long number, byte[] tag) {
    public PayloadTag {
        if (tag.length != MacAlgorithm.TAG_BYTES) {
            throw new IllegalArgumentException("a tag of " + tag.length + " bytes");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadTag(long n, byte[] t)
                && n == number
                && Arrays.equals(t, tag);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number) ^ Arrays.hashCode(tag);
    }

    @Override
    public String toString() {
        return number + ":" + HexFormat.of().formatHex(tag);
    }
}
