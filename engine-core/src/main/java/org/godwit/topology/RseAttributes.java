package org.godwit.topology;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.godwit.catalog.schema.RseRow;
import org.godwit.expression.RseColumn;
import org.godwit.model.Digest;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What an RSE's attributes may look like.
public final class RseAttributes {
    /// The attribute that names the digests wanted of files that arrive at an RSE, as in
    /// `sha256,md5`.
    public static final String DIGESTS = "digests";

    /// Bytes that are to stay free: replicas that no rule holds go until they are.
    public static final String MIN_FREE_SPACE = "MinFreeSpace";

    /// Bytes that replicas may take: those that no rule holds go until they take no more.
    public static final String MAX_USED_SPACE = "MaxUsedSpace";

    /// Whether whatever no rule holds goes at once.
    public static final String GREEDY_DELETION = "greedyDeletion";

    /// Seconds that a removed file stays in the storage's trash.
    public static final String TRASH_SECONDS = "trash_seconds";

    /// What [#TRASH_SECONDS] is where nothing is said.
    public static final long TRASH_SECONDS_DEFAULT = 3_600;

    /// Bytes per second at which agents read the RSE's replicas again and compare them.
    public static final String SCRUB_RATE = "scrub_rate";

    private static final Set<String> NUMBERS =
            Set.of(MIN_FREE_SPACE, MAX_USED_SPACE, TRASH_SECONDS, SCRUB_RATE);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// Attributes of one RSE.
    static final int ATTRIBUTES_MAX = 200;

    private static final int VALUE_CHARS_MAX = 250;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// They come from the RSE's site.
    private static final Set<String> OF_SITE = Set.of("site", "country");

    private RseAttributes() {}

    /// Bytes per second for [#SCRUB_RATE]; 0 where nothing is said.
    public static long scrubRate(RseRow row) {
        return Optional.ofNullable(row.attributes().get(SCRUB_RATE))
                .map(Long::parseLong)
                .orElse(0L);
    }

    static void check(String key, String value) {
        checkKey(key);
        if (value.isEmpty()
                || value.length() > VALUE_CHARS_MAX
                || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid value \""
                            + Names.printable(value)
                            + "\" of attribute "
                            + key
                            + ": use 1 to "
                            + VALUE_CHARS_MAX
                            + " printable characters");
        }
        if (NUMBERS.contains(key) && !NUMBER.matcher(value).matches()) {
            throw invalid(
                    key, value, "give a whole number of bytes or seconds, such as 5000000000000");
        }
        if (key.equals(GREEDY_DELETION) && !value.equals("true") && !value.equals("false")) {
            throw invalid(key, value, "give true or false");
        }
        if (key.equals(DIGESTS)) {
            Digest.parseNames(value);
        }
    }

    private static EngineException invalid(String key, String value, String advice) {
        return new EngineException(
                ErrorCode.INVALID_INPUT,
                "attribute %s cannot be \"%s\": %s".formatted(key, Names.printable(value), advice));
    }

    static void checkKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid attribute \""
                            + Names.printable(key)
                            + "\": use 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (OF_SITE.contains(key) || RseColumn.of(key).isPresent()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "attribute \"" + key + "\" cannot be set: it follows from the RSE or its site");
        }
    }
}
