package org.godwit.model;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A rule's identity: 128 random bits, written as 32 hex digits, ordered as its text is.
public record RuleId(long high, long low) implements Comparable<RuleId> {
    private static final int DIGITS = 32;

    /// A new id from the given source of randomness.
    public static RuleId random(RandomGenerator random) {
        return new RuleId(random.nextLong(), random.nextLong());
    }

    /// Parses 32 hex digits; dashes, as in a UUID, are passed over.
    public static RuleId parse(String text) {
        String digits = text.replace("-", "");
        if (digits.length() != DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid rule id \"" + Names.printable(text) + "\": it has 32 hex digits");
        }
        return new RuleId(
                HexFormat.fromHexDigitsToLong(digits, 0, 16),
                HexFormat.fromHexDigitsToLong(digits, 16, 32));
    }

    @Override
    public int compareTo(RuleId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
