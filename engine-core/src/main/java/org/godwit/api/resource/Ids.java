package org.godwit.api.resource;

import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Numbers in paths.
final class Ids {
    private Ids() {}

    /// The number of a thing.
    ///
    /// @param what the kind of thing, for people
    static long parse(String text, String what) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid " + what + " id \"" + Names.printable(text) + "\": it is a number");
        }
    }
}
