package org.godwit.topology;

import java.util.Set;
import java.util.regex.Pattern;
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

    /// Attributes of one RSE.
    static final int ATTRIBUTES_MAX = 200;

    private static final int VALUE_CHARS_MAX = 250;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// They come from the RSE's site.
    private static final Set<String> OF_SITE = Set.of("site", "country");

    private RseAttributes() {}

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
        if (key.equals(DIGESTS)) {
            Digest.parseNames(value);
        }
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
