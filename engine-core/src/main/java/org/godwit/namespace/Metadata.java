package org.godwit.namespace;

import java.util.regex.Pattern;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What a DID's metadata may look like.
final class Metadata {
    /// Entries of one DID.
    static final int ENTRIES_MAX = 200;

    private static final int VALUE_CHARS_MAX = 4_000;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Metadata() {}

    static void check(String key, String value) {
        if (!KEY.matcher(key).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid metadata key \""
                            + Names.printable(key)
                            + "\": use 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (value.length() > VALUE_CHARS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "metadata \""
                            + key
                            + "\" has "
                            + value.length()
                            + " characters, at most "
                            + VALUE_CHARS_MAX
                            + " fit");
        }
    }
}
