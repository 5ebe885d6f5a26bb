package org.godwit.model;

import java.util.HexFormat;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// An Adler-32 checksum (RFC 1950), the grid's common one, written as 8 lower-case hex digits.
public record Adler32(int value) {
    private static final int DIGITS = 8;

    /// Parses up to 8 hex digits; Rucio and its storages leave out leading zeros at times.
    public static Adler32 parse(String text) {
        if (text.isEmpty()
                || text.length() > DIGITS
                || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid Adler-32 \"" + Names.printable(text) + "\": it has 8 hex digits");
        }
        return new Adler32(HexFormat.fromHexDigits(text));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
